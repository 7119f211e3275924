"""What each audit code says to a person; every code a service records stands here."""

from heat.words import N_

CODES = {
    "office.installed": N_("建立管理员账号,开始使用"),
    "office.decided": N_("修改公司设置"),
    "staff.added": N_("添加员工"),
    "staff.password-changed": N_("修改密码"),
    "staff.role-given": N_("分配角色"),
    "session.opened": N_("登录"),
    "session.refused": N_("登录失败"),
    "session.ended": N_("退出登录"),
    "phone.revealed": N_("查看完整电话"),
}
