"""What the etiquette linter hears in a wording, in three languages, and what it rightly passes over."""

from __future__ import annotations

import opencc
import pytest

from surveys.etiquette import findings
from surveys.typesetting import etiquette_data
from surveys.wordings import fold

SHAMING = """
We're sad to see you go!
We’re so sorry that you are leaving
Sorry to see you cancel
We hate to see you go, Ada
We'll really miss you
The whole team will miss you
You are breaking our hearts
Are you sure?
ＡＲＥ ＹＯＵ ＲＥＡＬＬＹ ＳＵＲＥ？
Do you really want to leave?
How did we fall short?
Where did we go wrong?
What did we do wrong?
How have we let you down?
Please don't go
Please stay with us
Please reconsider
Give us one more chance
You'll regret this
No, I don't care about my growth
No thanks, I don't deserve better reports
No thanks, I'd rather pay full price
I hate saving money
I'm fine with losing customers
Leaving us so soon?
After everything we've done together
Was it something we said? What did we do to you
You are going 😢
:( One last question
很遗憾您要离开
很遺憾您要離開
遗 憾
我们舍不得您
我們捨不得您
您忍心离开我们吗？
您忍心離開我們嗎？
真的要离开吗？
真的要離開嗎？
确定要取消吗？
確定要取消嗎？
您真的要走吗
抱歉让您失望
抱歉讓您失望了
我们哪里做得不好？
我們哪裡做錯了？
我们很难过
小编会想念您的
請不要離開
请留步
请再考虑一下
請您再想想
再给我们一次机会
再給我們一次機會
您一定会后悔
您會後悔的
我不在乎省钱
不，我宁愿多花钱
不，我寧願原價購買
我不想省錢
残忍离开
狠心離開
忍痛放弃
您要抛弃我们了
您要辜負我們嗎
妳真的要走嗎
系咪真係要走？
唔捨得你走
再諗清楚
大家都很傷心
T_T 不要走
""".strip().splitlines()
LOSS = """
You will lose access to all your reports
You'll lose everything
You’re about to lose your history
Here is what you'll miss:
Everything you will lose
Don't miss out
Last chance to keep your data
Say goodbye to your dashboards
You will no longer be able to export
Your data will be permanently deleted
您将失去以下权益
您將失去以下權益
你會失去所有會員資料
您 将 失 去
取消后您将无法再使用
放弃会员权益
放棄會員特權
最后的机会
最後機會
不要错过
您将会永久失去数据
即將失去所有資料
你將會失去所有優惠
您会错过新功能
""".strip().splitlines()
OFFER = """
Get 30% off for the next three months
Would you stay for a 30 % discount?
How about a free month?
Stay and save 20%
Pause your subscription instead
Pause instead of cancelling
Did you know you can downgrade?
We'd like to offer you a discount
Claim your special offer
Here's an exclusive discount
We could switch you: would you like to switch to our cheaper plan?
Chat with us first
送您三个月优惠
送您三個月優惠
专属折扣等您领取
專屬折扣等您領取
现在续订立享8折
限時優惠
立减30%
如果给您优惠，您会留下吗？
如果有折扣，您願意繼續使用嗎？
不如先暂停订阅
不如先暫停訂閱
改为暂停
暂停代替取消
免费延长一个月
免費延長一個月
留下来享优惠
""".strip().splitlines()
STANDS_BETWEEN = """
Before you go, one question
Before you leave:
Answer one question to cancel
To complete your cancellation, tell us why
Continue to cancel
Keep my plan
Never mind, I'll stay
离开前请告诉我们原因
離開前，請告訴我們原因
填写后才能取消
填寫完才能取消
继续取消
確認取消
请完成退订
""".strip().splitlines()
REQUIRED = """
Your reason (required)
What led to this? *
This question is required.
You must answer
Please answer all questions
原因（必填）
原因（必選）
此题必答
請務必填寫
请勿留空
""".strip().splitlines()
PERSONAL = """
What is your name?
Please enter your e-mail address
Tell us your phone number
Your work email:
Date of birth
How can we reach you?
请留下您的手机号码
請填寫您的電子郵件
您的姓名是？
您的微信号
請提供聯絡方式
聯絡電話
您的身分證字號：
怎么称呼您？
""".strip().splitlines()
WHY = """
Why are you leaving?
Why did you cancel?
Why didn't you tell us?
您为什么要离开？
您為什麼取消？
為何不續約？
为什么不继续使用？
您為甚麼離開？
""".strip().splitlines()
HEARD = {
    "shaming": SHAMING,
    "loss": LOSS,
    "offer": OFFER,
    "stands_between": STANDS_BETWEEN,
    "required": REQUIRED,
    "personal_data": PERSONAL,
    "why": WHY,
}
NEUTRAL_QUESTIONS = """
What led to this?
Which of these played a part?
Which one mattered most?
What could we have done better?
Where could we improve?
Which parts of the product did not work for you?
What made you decide?
How likely are you to come back one day?
Before you cancelled, had you written to support?
What did you use it for?
Please do not include your name or other personal data.
In your own words, in any language.
May we write to you once about your answer?
One message at most, and your address is used for nothing else.
Your subscription is already cancelled. This is optional.
Did the price or the discount matter?
What would you have needed?
How was the help you got?
是什么促使您做出这个决定？
是什麼促使您做出這個決定？
以下哪些是您离开的原因？
您对哪些方面不满意？
產品的哪些地方不夠好用？
在您取消之前，是否联系过客服？
请勿填写姓名等个人信息。
請不要填寫姓名等個人資料。
您的订阅已取消，本问卷完全自愿。
您的訂閱已取消，本問卷完全自願填寫。
最多一封邮件，您的邮箱不作他用。
最多一封郵件，您的電子郵件地址不作他用。
價格和優惠對您的決定有影響嗎？
您希望我们改进什么？
如有多項原因，請選一項。
""".strip().splitlines()
NEUTRAL_CHOICES = """
I lost my data
I lost access to my account
The discount ended
Too expensive, even with the discount
Too expensive after the free months ended
Support let me down
I was disappointed with the results
Nobody cared about my problem
The free week was too short
I switched to monday.com
No, I did not
No, I don't use it any more
No thanks
I changed my mind
I may come back later
I never managed to cancel at first
We lost a customer who needed it
We no longer need it
I had to give my phone number
It could not complete all tasks
Send
Skip
Sure, gladly
Sad music in the app (a bug)
优惠到期后价格太高
優惠結束後太貴
没有折扣
無法享受優惠
结果令人失望
我失去了数据
失去兴趣
客服不理人
客服做得不好
舍不得花钱
捨不得花錢
以后再考虑
之後再考慮
我改变主意了
取消手续太麻烦
取消流程不順
密码总是要重新填写
需要填写的资料太多
需要填寫身分證字號
方案裡沒有我要的功能
公司不再使用
試用期太短
免费版够用
免費版已足夠
暂停功能不好用
分类别取消不了
送出
跳過
其他原因
""".strip().splitlines()


def rules(wording, part="wording", tag="en"):
    question = {"key": "words", "kind": "text", "wording": dict.fromkeys(("en", "zh-Hans", "zh-Hant"), "x")}
    question[part] = {tag: wording}
    return {finding.rule for finding in findings({"title": {"en": "Leaving"}, "questions": [question]})}


def choice_rules(wording):
    choice = {"key": "other", "stays_last": True, "wording": {"zh-Hans": wording}}
    question = {"key": "reasons", "kind": "several", "wording": {"en": "Which?"}, "choices": [choice]}
    return {finding.rule for finding in findings({"title": {"en": "Leaving"}, "questions": [question]})}


@pytest.mark.parametrize("rule", HEARD)
def test_what_breaks_a_rule_is_heard_in_three_languages(rule):
    assert [wording for wording in HEARD[rule] if rule not in rules(wording)] == []


def test_it_is_heard_in_titles_help_and_whichever_language_it_stands_under():
    heard = [("wording", "zh-Hant"), ("help", "en"), ("help", "zh-Hans")]
    assert all("shaming" in rules("Are you sure?", part, tag) for part, tag in heard)
    assert "shaming" in {f.rule for f in findings({"title": {"zh-Hant": "真的要離開嗎？"}, "questions": []})}


def test_neutral_questions_pass():
    alarms = {text: rules(text, part) & HEARD.keys() for text in NEUTRAL_QUESTIONS for part in ("wording", "help")}
    assert {text: found for text, found in alarms.items() if found} == {}


def test_what_people_say_of_themselves_passes_as_a_choice():
    alarms = {text: choice_rules(text) & HEARD.keys() for text in NEUTRAL_CHOICES}
    assert {text: found for text, found in alarms.items() if found} == {}


@pytest.mark.parametrize("converter", ["s2t", "s2tw", "s2hk"])
def test_simplified_wordings_are_heard_in_traditional_characters_too(converter):
    convert = opencc.OpenCC(converter).convert
    deaf = [convert(text) for rule, texts in HEARD.items() for text in texts if rule not in rules(convert(text))]
    assert deaf == []


def test_the_folding_knows_every_traditional_form_of_the_patterns_characters():
    convert = opencc.OpenCC("t2s").convert
    used = {char for char in str(etiquette_data()["patterns"]) if char >= "㐀"}
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    assert [char for char in han if convert(char) != char and convert(char) in used and fold(char) not in used] == []


@pytest.mark.parametrize(
    "text", ["您将失去" * 500, "a " * 1000, "no " * 700, "我们" * 1000, "\u200b遗\ufeff憾", "", "🙂"]
)
def test_no_text_takes_long_and_none_fails(text):
    assert rules(text * 3) is not None
