"""The small words that turn a phrase: denial, praise, trouble since solved, another party, contrast.

One line a cue, Simplified Chinese and English together; Traditional is folded before matching.
"""

# Denies what follows in its clause: "not about the price".
DENY_AHEAD = """
not about
not because
not because of
not due to
nothing to do with
isn't about
wasn't about
isn't because
wasn't because
it's not the
it is not the
it wasn't the
it was not the
not the
not a question of
not a matter of
not so much
no issue with
no issues with
no problem with
no problems with
no complaints about
no complaint about
no complaints on
no quarrel with
nothing against
nothing wrong with
don't mind
didn't mind
do not mind
did not mind
never minded
can't fault
couldn't fault
cannot fault
can't complain about
never had a problem with
never had an issue with
never had any issues with
never had any problems with
rather than
less about
never about
wouldn't say
wouldn't call it
i don't blame
don't blame
no knock on
regardless of
不是因为
并不是因为
不是嫌
不是说
倒不是
倒不是因为
倒不是说
并不是
并非
不是由于
不在于
无关乎
跟什么
不怪
不怨
不赖
与其说
别以为是
没嫌
从来没嫌
谈不上
说不上
算不上
不至于
不存在
不会觉得
没觉得
没有觉得
唔系因为
唔关
不关
冇嫌
唔系嫌
"""

# Denies only what follows at once: "not expensive", 不贵.
DENY_NEAR = """
not
isn't
wasn't
aren't
weren't
不是
并不
不算
不觉得
不太
唔系
"""

# Says that there is none of what follows at once: denies a complaint ("no bugs", 没有卡顿) but not a bare aspect word,
# for "no support" and 没有客服 complain.
DENY_LACK = """
no
never
without
没有
没
不
唔
冇
"""

# Denies what stands before it in its clause: "price is not the problem", 价格不是问题.
DENY_BACK = """
isn't the problem
wasn't the problem
is not the problem
was not the problem
isn't the issue
wasn't the issue
is not the issue
was not the issue
not the issue
not the problem
not the reason
isn't the reason
wasn't the reason
isn't why
wasn't why
is not why
was not why
not why
wasn't it
isn't an issue
wasn't an issue
isn't a problem
wasn't a problem
is not a problem
was not a problem
not a problem
not an issue
no problem
no issue
no issues
no complaints
had nothing to do with
has nothing to do with
didn't matter
doesn't matter
never bothered me
didn't bother me
doesn't bother me
never the problem
never the issue
not the point
不是问题
不是主要原因
不是原因
不是主因
不是重点
不是关键
不是理由
没问题
没有问题
没关系
没有关系
没啥关系
没什么关系
没多大关系
无关
的问题不大
不成问题
都不是事
不是事
倒没什么
倒没啥
倒无所谓
无所谓
还能接受
可以接受
能接受
可以忍
倒是其次
是其次
都不说了
冇关系
冇问题
唔系问题
"""

# Praise: a bare aspect word in the same clause is praised, never a complaint.
PRAISE = """
was fine
is fine
are fine
were fine
fine with
all fine
was ok
is ok
was okay
is okay
was great
is great
are great
were great
great
good
very good
was good
is good
love
loved
lovely
liked
excellent
brilliant
fantastic
superb
amazing
awesome
wonderful
outstanding
helpful
friendly
polite
patient
kind
reasonable
fair
spot on
happy with
pleased with
satisfied with
nice
grand
faultless
decent
solid
impressive
top notch
first class
no complaints
well made
worked well
works well
easy enough
really like
cheap enough
affordable
很好
挺好
真好
蛮好
还好
超好
太好了
都好
是好
好是好
不错
还行
还可以
挺可以
没得说
没话说
没说的
没毛病
没得挑
没得嫌
无可挑剔
挑不出毛病
满意
喜欢
给力
好评
公道
合理
良心
便宜
不贵
不差
不坏
很稳
稳定
热情
耐心
专业
周到
很棒
棒
优秀
靠谱
顺手
好用
好看
漂亮
方便
实惠
划算
一流
赞
感谢
认可
很佩服
佩服
到位
齐全
强大
够用
亲切
用心
贴心
幾好
几好
好正
抵
"""

# A trouble that is over: what it says of the same sentence counts no more.
SOLVED = """
is fixed
was fixed
been fixed
got fixed
are fixed
were fixed
fixed now
fixed it
fixed that
that is fixed
that's fixed
fixed since
since fixed
now fixed
later fixed
fixed quickly
was sorted
got sorted
sorted now
sorted it
been sorted
is sorted
was resolved
been resolved
got resolved
resolved now
resolved quickly
much better now
improved since
refunded me
got my refund
后来修好了
已经修好
修好了
修复了
已修复
后来好了
后来改好
改好了
解决了
已经解决
已解决
都解决
处理好了
退给我了
已经退了
后来退了
搞掂咗
整返好
整好咗
"""

# Of somebody else: complaints after it in its clause are theirs.
OTHER_PARTY = """
competitors are
competitors is
their competitors
other apps are
other tools are
the others are
other companies are
the other one is
the alternatives are
the alternative is
everyone else is
rivals are
别家更
别家也
其他家更
其他家也
别人家更
别人家也
别的软件更
别的平台更
别的也
对手更
竞品更
竞品也
同行也
其他平台也
"""

# Has not happened: what follows in its clause is feared, not suffered.
HYPOTHETICAL = """
if you ever
in case you
in case it
in case the
should you ever
before it ever
万一
以防
免得以后
怕以后
生怕
"""

# Looks like a denial or praise and is none.
PSEUDO = """
not only
not just
not merely
not simply
not to mention
not even
not surprisingly
no wonder
no longer
not sure
no good
not good
not great
not helpful
not friendly
not nice
not fair
not happy with
not satisfied
not impressed
not worth
no better
isn't good
wasn't good
isn't great
wasn't great
isn't helpful
wasn't helpful
unhelpful
never fixed
not fixed
isn't fixed
wasn't fixed
still not fixed
wasn't resolved
not resolved
never resolved
never sorted
not sorted
good luck
good riddance
goodbye
for good
too good to be true
great idea
would be great
would be nice
would be good
would love
would have loved
not that good
good enough reason
不只
不只是
不仅
不仅是
不仅仅
不光
不光是
不单
不单是
不单止
唔止
不但
不止
何止
是不是
有没有
能不能
会不会
要不是
还不是
又不是不
可不是
岂不是
不是不
没完没了
没完
没法
没办法
没解决
没有解决
解决不了
没修好
没有修好
修不好
没改好
还没修
一直没修
不好用
不好看
不方便
不稳定
不专业
不合理
不满意
不喜欢
不划算
不便宜
不靠谱
不耐心
不热情
不够用
不给力
不到位
不齐全
不太好
不太满意
不太方便
不太稳定
没耐心
好用个
不怎么好
没有好
不太顺手
不顺手
最喜欢的
没人喜欢
好不容易
只好
更便宜
便宜的
便宜一半
便宜不少
便宜多了
便宜好多
图便宜
便宜没好货
抵不上
抵不过
抵消
"""

# Begins a new clause: what counts usually comes after it.
CONTRAST = """
but
however
though
although
except
just
only
yet
still
instead
whereas
it's the
it was the
it is the
但
但是
不过
可是
可惜
就是
只是
然而
而是
却
其实
主要是
关键是
问题是
偏偏
无奈
唯独
除了
奈何
倒是
净系
但系
不如说
不如
"""

KINDS = {
    "deny_ahead": DENY_AHEAD,
    "deny_near": DENY_NEAR,
    "deny_lack": DENY_LACK,
    "deny_back": DENY_BACK,
    "praise": PRAISE,
    "solved": SOLVED,
    "other_party": OTHER_PARTY,
    "hypothetical": HYPOTHETICAL,
    "pseudo": PSEUDO,
    "contrast": CONTRAST,
}


def cues() -> list[tuple[str, str]]:
    """Return every (cue, kind)."""
    return [(line, kind) for kind, block in KINDS.items() for line in block.split("\n") if line]
