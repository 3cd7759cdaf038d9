"""Names that columns go by in English, Simplified and Traditional Chinese, compared without case, spaces and marks."""

from __future__ import annotations

import re
import unicodedata

# Field of the mapping -> names, the surest first.
FIELD_NAMES = {
    "ref": "customer id, customer ref, customer number, customer no, client id, account id, account number, "
    "user id, subscriber id, member id, external id, ref, reference, id, customer, 客户编号, 客户id, 客户号, "
    "客户代码, 客户编码, 用户编号, 用户id, 会员编号, 会员id, 账号, 编号, 客戶編號, 客戶id, 客戶代碼, "
    "用戶編號, 用戶id, 使用者id, 會員編號, 帳號, 編號",
    "name": "customer name, company name, account name, client name, name, company, full name, 客户名称, 客户姓名, "
    "公司名称, 企业名称, 名称, 姓名, 客戶名稱, 客戶姓名, 公司名稱, 企業名稱, 名稱",
    "started_on": "started on, start date, subscription start, subscription start date, signup date, sign up date, "
    "signed up, signed up at, customer since, activation date, join date, joined, started, created at, "
    "created, 开通日期, 开通时间, 开始日期, 注册日期, 注册时间, 签约日期, 入网日期, 开户日期, 开通日, "
    "開通日期, 開通時間, 開始日期, 註冊日期, 註冊時間, 簽約日期, 開戶日期, 開通日",
    "ended_on": "ended on, end date, cancelled on, canceled on, cancelled at, canceled at, cancellation date, "
    "cancel date, churn date, churned on, churned at, subscription end, subscription end date, ended, "
    "expiry date, expiration date, expires on, expires at, 流失日期, 流失时间, 取消日期, 退订日期, 终止日期, "
    "注销日期, 结束日期, 到期日期, 到期时间, 到期日, 流失時間, 退訂日期, 終止日期, 註銷日期, 結束日期, "
    "到期時間",
    "tenure_months": "tenure months, tenure in months, tenure (months), months active, months subscribed, tenure, "
    "在网月数, 在网时长(月), 使用月数, 订阅月数, 在网时长, 在網月數, 使用月數, 訂閱月數",
    "lost": "churned, is churned, churn label, churn value, churn, churn flag, lost, has churned, "
    "subscription status, customer status, status, 是否流失, 已流失, 流失, 流失标记, 客户状态, 订阅状态, "
    "状态, 流失標記, 客戶狀態, 訂閱狀態, 狀態",
    "ending": "ending, churn type, cancellation type, 流失类型, 流失類型",
    "mrr": "mrr, monthly recurring revenue, monthly charges, monthly charge, monthly revenue, monthly fee, "
    "monthly price, monthly amount, 月费, 月租, 月租费, 月付, 月收入, 每月费用, 月费用, 月費, 月租費, "
    "每月費用",
    "currency": "currency, currency code, 币种, 货币, 幣別, 幣種, 貨幣",
    "acquisition_cost": "acquisition cost, customer acquisition cost, cac, cost of acquisition, 获客成本, 獲客成本",
}
# Usual dimensions -> names; every other column keeps its own name.
DIMENSION_NAMES = {
    "plan": "plan, plan name, subscription plan, tier, package, 套餐, 套餐名称, 版本, 方案, 套餐名稱",
    "size": "size, company size, employees, number of employees, 规模, 公司规模, 企业规模, 员工人数, 規模, 公司規模, "
    "員工人數",
    "industry": "industry, sector, 行业, 所属行业, 行業, 產業",
    "country": "country, 国家, 國家",
    "region": "region, 地区, 区域, 地區, 區域",
    "city": "city, 城市",
    "source": "source, channel, acquisition channel, lead source, 渠道, 来源, 获客渠道, 來源, 通路",
}
# Fields of a table of subscriptions -> names; what it shares with customers goes by the same names and some more.
SUBSCRIPTION_NAMES = {
    "ref": FIELD_NAMES["ref"],
    "started_on": FIELD_NAMES["started_on"]
    + ", start, valid from, from, begin date, period start, current period start, "
    "生效日期, 起始日期, 开始时间, 起始日, 開始時間",
    "ended_on": FIELD_NAMES["ended_on"]
    + ", end, valid to, valid until, until, to, 失效日期, 截止日期, 结束时间, 結束時間",
    "plan": DIMENSION_NAMES["plan"] + ", product, price plan, 产品, 產品",
    "term": "term, billing period, billing interval, interval, billing cycle, contract term, contract, 计费周期, "
    "付款周期, 付费周期, 周期, 合同类型, 計費週期, 付款週期, 付費週期, 週期, 合約",
    "mrr": FIELD_NAMES["mrr"],
    "yearly_price": "yearly price, annual price, price per year, arr, annual recurring revenue, yearly amount, "
    "annual amount, 年费, 年价, 年付金额, 年費, 年價, 年付金額",
    "price": "price, amount, plan amount, 价格, 金额, 价钱, 價格, 金額",
    "currency": FIELD_NAMES["currency"],
    "ending": FIELD_NAMES["ending"],
}
# What happened to customers: field of the mapping -> names.
EVENT_NAMES = {
    "ref": FIELD_NAMES["ref"],
    "on": "on, day, date, happened on, happened at, occurred at, created at, created, opened at, time, timestamp, "
    "日期, 时间, 发生日期, 发生时间, 创建时间, 時間, 發生日期, 發生時間, 建立時間",
    "kind": "kind, type, event type, event, category, channel, 类型, 类别, 事件, 事件类型, 渠道, 類型, 類別, 事件類型",
    "words": "words, subject, title, summary, description, note, notes, comment, text, 主题, 标题, 摘要, 描述, "
    "说明, 备注, 主題, 標題, 說明, 備註",
}
EVENT_KINDS = {
    "support": "support, ticket, support ticket, complaint, chat, email, 工单, 客服, 投诉, 支持, 工單, 投訴, 支援",
    "call": "call, phone, phone call, meeting, 电话, 通话, 会议, 電話, 通話, 會議",
    "outage": "outage, incident, downtime, 故障, 宕机, 停机, 中断, 當機, 停機, 中斷",
    "other": "other, 其他, 其它",
}
MEANS_MONTHLY = "monthly, month, per month, month-to-month, 1 month, m, 月, 月付, 按月, 每月, 包月, 月度"
MEANS_YEARLY = (
    "yearly, year, per year, annual, annually, one year, 1 year, 12 months, y, 年, 年付, 按年, 每年, 包年, 年度"
)
# What identifies a person or is told in words: no dimension, and better not kept twice.
PERSONAL_NAMES = (
    "email, e-mail, email address, mail, phone, phone number, telephone, mobile, address, street, contact, "
    "contact name, first name, last name, birthday, date of birth, 邮箱, 电子邮件, 电话, 手机, 手机号, "
    "联系方式, 联系人, 地址, 身份证号, 生日, 微信, 微信号, 郵箱, 電子郵件, 電話, 手機, 手機號碼, 聯絡方式, "
    "聯絡人, 身分證字號"
)
WORDS_NAMES = (
    "churn reason, cancellation reason, cancel reason, reason, reason for leaving, comment, comments, "
    "feedback, notes, 流失原因, 取消原因, 退订原因, 离开原因, 原因, 备注, 意见, 反馈, 退訂原因, 離開原因, "
    "備註, 意見, 回饋"
)
MEANS_LOST = (
    "yes, y, true, t, 1, churned, churn, lost, cancelled, canceled, ended, expired, inactive, terminated, "
    "是, 已流失, 流失, 已取消, 已退订, 已终止, 已注销, 已到期, 已退訂, 已終止, 已註銷"
)
MEANS_KEPT = (
    "no, n, false, f, 0, active, stayed, current, retained, subscribed, live, 否, 未流失, 正常, 在用, "
    "使用中, 有效, 活跃, 活躍"
)


def comparable(header: str) -> str:
    """Return a header without case, spaces and marks, for comparing."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())


def names(listed: str) -> list[str]:
    """Return the comparable names of one of the lists above."""
    return [comparable(name) for name in listed.split(",")]
