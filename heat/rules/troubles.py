"""What the machine means when it cannot read, write or listen, and what to do about it: it says so in English only."""

from __future__ import annotations

import errno

from heat.words import N_, Say

_FULL = N_("磁盘已满，请清理磁盘或换一个位置")
_SHUT = N_("没有权限，请检查文件夹和文件的权限，或换一个位置")
_ABSENT = N_("没有这个文件或文件夹，请核对路径")
_MEANT = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _SHUT,
    errno.EPERM: _SHUT,
    errno.EROFS: N_("这个位置只能读、不能写，请换一个位置"),
    errno.ENOENT: _ABSENT,
    errno.ENOTDIR: _ABSENT,
    errno.EISDIR: N_("这是文件夹，请写到文件为止"),
    errno.EEXIST: N_("已经有同名的文件，请换一个名字"),
    errno.ENAMETOOLONG: N_("文件名太长，请换一个短的"),
    errno.EFBIG: N_("文件太大，请分成几个"),
    errno.EIO: N_("磁盘读写出错，请检查磁盘"),
    errno.EMFILE: N_("打开的文件太多，请重新启动程序"),
    errno.ENFILE: N_("打开的文件太多，请重新启动程序"),
    errno.EADDRNOTAVAIL: N_("这台机器没有这个地址"),
}


def why(problem: OSError) -> Say:
    """The machine's reason in words, with what to do; one that nobody foresaw is told by its number."""
    sentence = _MEANT.get(problem.errno or 0)
    return Say(sentence) if sentence else Say(N_("机器不允许（{number}），请管理员检查"), number=problem.errno or "?")


def is_full(problem: OSError) -> bool:
    """Whether there is no room left, which no second try mends."""
    return _MEANT.get(problem.errno or 0) == _FULL


def of_file(problem: OSError) -> Say:
    """The same with the file it is about, where the machine names one."""
    if not problem.filename:
        return why(problem)
    return Say(N_("“{file}”：{why}"), file=problem.filename, why=why(problem))
