"""What the machine says in English, told in Chinese with the way out."""

import errno
import os
import re

import pytest

from heat.rules import troubles


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "磁盘已满，请清理磁盘或换一个位置"),
        (errno.EDQUOT, "磁盘已满，请清理磁盘或换一个位置"),
        (errno.EACCES, "没有权限，请检查文件夹和文件的权限，或换一个位置"),
        (errno.EROFS, "这个位置只能读、不能写，请换一个位置"),
        (errno.ENOENT, "没有这个文件或文件夹，请核对路径"),
        (errno.EISDIR, "这是文件夹，请写到文件为止"),
    ],
)
def test_what_the_machine_means_is_said_with_what_to_do(number, sentence):
    assert str(troubles.why(OSError(number, os.strerror(number)))) == sentence


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_reason_of_the_machine_comes_through_in_english(number):
    assert not re.search("[A-Za-z]{3}", str(troubles.why(OSError(number, os.strerror(number)))))


def test_a_reason_without_a_number_is_no_empty_sentence():
    assert str(troubles.why(OSError("timed out"))) == "机器不允许（?），请管理员检查"


def test_only_a_full_disk_is_full():
    assert troubles.is_full(OSError(errno.ENOSPC, "")) and not troubles.is_full(OSError(errno.EACCES, ""))


def test_the_file_is_named_where_the_machine_names_one():
    shut = OSError(errno.EACCES, "Permission denied", "/srv/heat")

    assert str(troubles.of_file(shut)) == "“/srv/heat”：没有权限，请检查文件夹和文件的权限，或换一个位置"
    assert str(troubles.of_file(OSError(errno.ENOSPC, ""))) == "磁盘已满，请清理磁盘或换一个位置"
