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
    "design.published": N_("发布流程或设计"),
    "ticket.opened": N_("受理工单"),
    "ticket.linked": N_("关联到已有工单"),
    "ticket.assign": N_("派单"),
    "ticket.accept": N_("接单"),
    "ticket.arrive": N_("到场"),
    "ticket.hold": N_("挂起工单"),
    "ticket.resume": N_("恢复处理"),
    "ticket.return": N_("退回工单"),
    "ticket.finish": N_("完工"),
    "ticket.enter": N_("补录纸质工单"),
    "ticket.close": N_("办结工单"),
    "ticket.reopen": N_("重新处理"),
    "ticket.cancel": N_("撤销工单"),
    "ticket.urge": N_("催办"),
    "ticket.note": N_("工单备注"),
    "ticket.photo": N_("上传照片"),
    "ticket.rated": N_("用户评价"),
    "reminder.sent": N_("发送缴费提醒"),
    "phone.revealed": N_("查看完整电话"),
}
