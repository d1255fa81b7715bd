r"""The checker's messages in Chinese, for what a Chinese page shows of them; the command line is English.

A message is found by its English wording, as in catalogues of gettext: `{}` stands for what it tells, in
Chinese `{0}`, `{1}` where the order is another one.
"""

from __future__ import annotations

import re
from functools import cache

from tracetrick.errors import TracetrickError

MESSAGES = {
    # Values and shapes
    "the two sides differ": "两边不相等",
    "the two sides are equal at every point": "两边在每一点都相等",
    "refuted": "有反例",
    "both sides are the same: this says nothing": "两边写的是同一个式子，等于什么也没说",
    "both sides are 0 in every draw: this says nothing": "每次抽样两边都是 0，等于什么也没说",
    "the left side is {}, the right side {}": "左边是 {}，右边是 {}",
    "{} plus {}": "形状不合：{} 加 {}",
    "{} times {}": "形状不合：{} 乘 {}",
    "{} ⊙ {}": "形状不合：{} ⊙ {}",
    "{} ⊘ {}": "形状不合：{} ⊘ {}",
    "divided by a {} matrix: only scalars divide": "除以 {} 的矩阵：只有标量能作除数",
    "{} compared with {}": "{} 与 {} 比较",
    "cases of {} and {}": "各种情形的形状不同：{} 和 {}",
    "the {} of {} and {}": "{1} 与 {2} 的 {0}",
    "the inner product of {} and {}": "{} 与 {} 的内积",
    "e to a {} matrix": "e 的 {} 矩阵次方",
    "e to a vector: write \\exp(x), which is applied entry by entry": "e 的向量次方：写成 \\exp(x)，它逐元素作用",
    "{} of a {} matrix": "{1} 矩阵没有{0}",
    "a power of a {} vector: write \\|x\\|^2 or x\\odot x": "{} 的向量没有幂：写成 \\|x\\|^2 或 x\\odot x",
    "the trace": "迹",
    "the determinant": "行列式",
    "the inverse": "逆",
    "the adjugate": "伴随矩阵",
    "the diagonal": "对角线",
    "a power": "幂",
    "terms of shape {} and {} in one sum": "一个和里有形状为 {} 和 {} 的项",
    "a block of {} beside {} and below {}": "{} 的块左边是 {}，上面是 {}",
    "rows of different lengths: {}": "各行长度不同：{}",
    "rows of {} entries": "各行的元素个数是 {}",
    "columns of {} entries": "各列的元素个数是 {}",
    "the index {} runs over {} entries": "下标 {} 在不同的地方取 {} 个值",
    "{} and {}": "{} 和 {}",
    "this is {}, not {}×{}": "这是 {}，不是 {}×{}",
    "no size of this fits what it stands beside": "它取什么大小都与旁边的不合",
    "a transposed 0 is a row, and here stands a column": "转置的 0 是一行，这里要的是一列",
    "{} takes a {}×{} matrix, found {}": "{} 作用于 {}×{} 的矩阵，这里是 {}",
    "{} compares scalars, found {}": "{} 只比较标量，这里是 {}",
    "a condition compares scalars": "条件只比较标量",
    "there is no entry {} among {}": "{1} 个元素里没有第 {0} 个",
    "e_{} does not exist in {} dimensions": "{1} 维没有 e_{0}",
    "this single-entry matrix does not exist": "没有这个单元素矩阵",
    "{} is one name here, through which {} does not run: declare a family, {} = 1,\\dots": (
        "{} 在这里是一个完整的名字，{} 不是它的下标：先声明一族，{} = 1,\\dots"
    ),
    "a size of {}: expected at least 1": "大小是 {}：至少应当是 1",
    "a scalar has no entries": "标量没有元素",
    "a {}×{} matrix takes two indices": "{}×{} 的矩阵要两个下标",
    "the value at a point is not read: define f(t) := ... and write f'(0)": (
        "不读“在某点的值”的竖线：请定义 f(t) := ... 再写 f'(0)"
    ),
    "of an inner product only the subscript F is read": "内积只读下标 F",
    "a norm is a scalar: nothing to transpose": "范数是标量，不用转置",
    # Names
    "{} is used before it is introduced: say {} \\in ... or {} := ... first": (
        "{} 还没有介绍就用了：先写 {} \\in ... 或者 {} := ..."
    ),
    "{} is used before it is introduced": "{} 还没有介绍就用了",
    "a subscript + is no positive part here: write \\max(x, 0)": "下标 + 在这里不表示正部：请写 \\max(x, 0)",
    "a subscript {} belongs to a name": "下标 {} 只能是名字的一部分",
    "a size below a name is not read: say X \\in \\mathbb{R}^{m\\times n} once": (
        "不读写在名字下面的大小：请先说一次 X \\in \\mathbb{R}^{m\\times n}"
    ),
    "brackets around an entry make no matrix of all entries: write A_{ij} = ..., for every i and j": (
        "给一个元素加括号，不表示由所有元素组成的矩阵：请对每个 i 和 j 写 A_{ij} = ..."
    ),
    "an element-wise power is not read: write x \\odot x": "不读逐元素的幂：请写 x \\odot x",
    "{} is a family: it needs an index": "{} 是一族：要写下标",
    "{} has no member {}": "{} 里没有 {} 这一个",
    "no member {} in this family": "这一族里没有第 {} 个",
    "{} has no value here": "{} 在这里没有值",
    "{} has no number": "{} 没有数值",
    "{} takes {} indices": "{} 要 {} 个下标",
    "{} takes {} arguments, found {}": "{} 要 {} 个自变量，这里有 {} 个",
    "{} takes one argument, found {}": "{} 要一个自变量，这里有 {} 个",
    "{} takes two arguments, entry by entry": "{} 要两个自变量，逐元素作用",
    "{} needs its argument: {}": "{} 要写自变量：{}",
    "{} needs its arguments": "{} 要写自变量",
    "{} needs its argument": "{} 要写自变量",
    "no declared variable fits": "没有合适的已声明变量",
    "{} fit": "{} 都合适",
    "{} is no function": "{} 不是函数",
    "{} is applied entry by entry, but its values are no scalars": "{} 逐元素作用，但它的值不是标量",
    "{} is defined without arguments: {}(...) is neither a value nor a product": (
        "{} 的定义没有自变量：{}(...) 既不是它的值也不是乘积"
    ),
    "{} is defined by itself: give the new value a new name": "{} 用自己定义自己：给新的值取一个新名字",
    "{} is defined and never used": "{} 定义了，却没有用到",
    "{} was defined with another {}: define {} again": "定义 {0} 时的 {1} 是另一个：请重新定义 {2}",
    "the definition of {} does not conform: {}": "{} 的定义有误：{}",
    "a definition as 0 has no shape": "定义成 0，没有形状",
    "in the definition of {}, {} depends on {} too: write {} out": "{} 的定义里，{} 也与 {} 有关：请把 {} 写开",
    "a parameter is a name of its own; {} is a part of {}": "自变量要有自己的名字：{} 是 {} 的一部分",
    "an index of a family holds one letter": "一族的每个下标是一个字母",
    "{} is a name of this page and cannot be a bound index": "{} 是本页的名字，不能作求和下标",
    "{} is not a declared variable": "{} 不是已声明的变量",
    "{} is a dimension": "{} 是维数",
    "{} is a dimension here: write ^\\top for the transpose": "{} 在这里是维数：转置写成 ^\\top",
    "{} is an index here: write ^\\top for the transpose; for the power say its range behind it, or call it k": (
        "{} 在这里是下标：转置写成 ^\\top；幂次在后面写出它的范围，或者换一个字母，例如 k"
    ),
    "d is a dimension here: write \\mathrm{d} for the differential, \\cdot for a product": (
        "d 在这里是维数：微分写成 \\mathrm{d}，乘积写成 \\cdot"
    ),
    "{} stands for something else than a dimension here": "{} 在这里不是维数",
    "{} is neither an index nor a dimension here": "{} 在这里既不是下标也不是维数",
    "{} could be the operator or a product of names: write {}": "{} 可能是算子，也可能是几个名字的乘积：写成 {}",
    "{} is an operator: of these, only \\exp may be declared": "{} 是算子：算子里只有 \\exp 可以声明",
    "unknown {} {}": "不认识的{} {}",
    "operator": "算子",
    "word": "词",
    "nothing fixes the size of this": "它的大小没有确定",
    "nothing fixes the size of this: its entries cannot be taken": "它的大小没有确定，不能取元素",
    "a dimension is open": "有一个维数没有确定",
    # Derivatives
    "this does not depend on the variable: its derivative is 0": "它与这个变量无关：导数是 0",
    "what is differentiated does not mention this variable by its name": "被求导的式子里没有出现这个变量的名字",
    "this is held constant: its differential is 0, whatever stands beside it": (
        "它是常量：微分是 0，旁边写什么都成立"
    ),
    "a one-hot vector does not vary": "独热向量不变化",
    "{} has a meaning on this page: an index is another letter": "{} 在这一页已有含义：下标请用别的字母",
    "what has two values does not vary": "只取两个值的量不变化",
    "one differentiates by a declared or defined name": "只能对声明过或者定义过的名字求导",
    "expected a variable: a name, an entry of one, vec or vech": "这里应当是变量：名字、它的元素、vec 或 vech",
    "expected a variable": "这里应当是变量",
    "expected a variable, {}": "这里应当是变量，{}",
    "a derivative by vech needs a symmetric variable": "对 vech 求导要求变量对称",
    "a derivative by the transpose of a matrix is read for scalars only": "对矩阵的转置求导，只能对标量做",
    "the second derivative of a matrix or vector by vectors is not read": "不读矩阵或向量对向量的二阶导数",
    "derivatives of third order are read by scalars only": "三阶导数只能对标量求",
    "write \\partial x\\,\\partial y^\\top: which of the two gives the rows?": (
        "写成 \\partial x\\,\\partial y^\\top：两个之中哪一个给出行？"
    ),
    "\\nabla needs its variable here: write \\nabla_X": "这里的 \\nabla 要写明变量：\\nabla_X",
    "\\nabla of a {} matrix: it is read for scalars": "对 {} 矩阵用 \\nabla：它只用于标量",
    "is this differentiated too? write brackets around what is": "这也是被求导的吗？给被求导的式子加括号",
    "a second differential along O(n) is not read: dQ cannot be constant there": (
        "不读 O(n) 上的二阶微分：dQ 在那里不能是常量"
    ),
    "a derivative of more than 10^6 entries": "导数的元素多于 10^6 个",
    "a prime is the derivative of a function of a scalar": "撇号是标量函数的导数",
    "a prime is the derivative of a function of one scalar": "撇号是一个标量的函数的导数",
    "a prime is the derivative of a function or the transpose of a matrix": "撇号是函数的导数或者矩阵的转置",
    "a power after d could belong to either: write d(x^2) or (dx)^2": "d 后面的幂有两种读法：写成 d(x^2) 或 (dx)^2",
    "a power behind \\nabla f could belong to either: write brackets": "\\nabla f 后面的幂有两种读法：请加括号",
    "a superscript behind a fraction: write \\left(\\frac{..}{..}\\right)^\\top": (
        "分式后面有上标：写成 \\left(\\frac{..}{..}\\right)^\\top"
    ),
    "a derivative before a bracket: write \\cdot for a product, f'(3) for its value at 3": (
        "导数后面是括号：乘积写成 \\cdot，在 3 处的值写成 f'(3)"
    ),
    "a first derivative by a power: give the power a name, and differentiate by that": (
        "一阶导数的变量写成了幂：给这个幂起个名字，再对这个名字求导"
    ),
    "differentiated {} times by {} variables": "求导 {} 次，变量却有 {} 个",
    "expected the order 2 here": "这里的阶应当是 2",
    "expected \\partial in the denominator, {}": "分母里应当是 \\partial，{}",
    "expected what {} differentiates, {}": "{} 后面应当是被求导的式子，{}",
    "expected what is differentiated, {}": "这里应当是被求导的式子，{}",
    "what is differentiated": "被求导的式子",
    # Operators, powers, norms
    "{} is not read": "不读 {}",
    "a subscript of {} is not read": "不读 {} 的下标",
    "expected softmax_{\\mathrm{row}} or softmax_{\\mathrm{col}}": (
        "应当是 softmax_{\\mathrm{row}} 或 softmax_{\\mathrm{col}}"
    ),
    "softmax of a matrix needs _{\\mathrm{row}} or _{\\mathrm{col}}": (
        "矩阵的 softmax 要写 _{\\mathrm{row}} 或 _{\\mathrm{col}}"
    ),
    "of the fractional powers of a matrix only those of 1/2 are read": "矩阵的分数幂只读 1/2 的",
    "this exponent is not read: expected a number": "不读这个指数：应当是数",
    "an exponent above 64": "指数大于 64",
    "X_{ij}{} and X{}_{ij} look the same: write (X{})_{ij} or (X_{ij}){}": (
        "X_{ij}{} 和 X{}_{ij} 看上去一样：写成 (X{})_{ij} 或 (X_{ij}){}"
    ),
    "X^2_{ij} and X_{ij}^2 look the same: write (X^2)_{ij} or (X_{ij})^2": (
        "X^2_{ij} 和 X_{ij}^2 看上去一样：写成 (X^2)_{ij} 或 (X_{ij})^2"
    ),
    "\\{}^{-1} is ambiguous: write brackets": "\\{}^{-1} 有两种读法：请加括号",
    "only the square root is read here: write x^{1/3}": "这里只读平方根：写成 x^{1/3}",
    "the norm of a matrix needs a subscript: _F, _*, _2 or _1": "矩阵的范数要写下标：_F、_*、_2 或 _1",
    "the norm ∞ of a matrix is not read": "不读矩阵的 ∞ 范数",
    "|x| of a vector: write \\|x\\| for its norm": "向量的 |x|：范数写成 \\|x\\|",
    "expected 1, 2, F, * or \\infty, {}": "应当是 1、2、F、* 或 \\infty，{}",
    "unknown norm {}: expected 1, 2, F, * or \\infty": "不认识的范数 {}：应当是 1、2、F、* 或 \\infty",
    "an indicator of =: not read": "不读等号的示性函数",
    "expected a comparison in the indicator, {}": "示性函数里应当是比较，{}",
    "cases without a value": "分段函数没有值",
    "for some values of the indices no case holds": "下标取某些值时，没有一段成立",
    "a case without a condition must be the last": "没有条件的情形必须放在最后",
    "expected a function": "这里应当是函数",
    "expected the argument of {}, {}": "这里应当是 {} 的自变量，{}",
    "what follows the matrix may belong to {} of it or to the matrix: write brackets": (
        "矩阵后面的部分可能属于矩阵，也可能属于它的 {}：加上括号"
    ),
    "{} without brackets before {}: write brackets": "{} 没有括号，后面是 {}：请加括号",
    "braces are not seen: write brackets around what belongs together": (
        "花括号不会显示出来：合在一起的部分要加括号"
    ),
    "{} is no bracket: write brackets around what belongs together": "{} 不是括号：合在一起的部分要加括号",
    "a row without brackets looks like a product: write bmatrix": "没有括号的一行看起来像乘积：写成 bmatrix",
    "brackets that begin an array are not shown: expected [t], [c] or [b]": (
        "array 开头的方括号不会显示出来：这里应当是 [t]、[c] 或 [b]"
    ),
    "an argument without braces is one letter: write braces": "没有花括号的参数只是一个字母：加上花括号",
    "one case without a condition: write brackets": "只有一种情形，又没有条件：写成括号",
    "a second exponent: write brackets around what the first one belongs to": (
        "又一个指数：给第一个指数所在的部分加括号"
    ),
    "{} is a function: write its argument, {}": "{} 是函数：要写出自变量，{}",
    "this could be the argument of {} or a factor: write {}(...), or no brackets": (
        "这可能是 {} 的自变量，也可能是因子：写成 {}(...)，或者去掉括号"
    ),
    "a composition of functions is written with its argument: f(g(t))": "函数的复合要写出自变量：f(g(t))",
    "a superscript between a function and its argument: write it behind the bracket": (
        "函数和自变量之间有上标：写到括号后面"
    ),
    # Sums and dots
    "expected an index under {}": "{} 下面应当是下标",
    "expected an index under the sum": "求和号下面应当是下标",
    "expected an index, {}": "这里应当是下标，{}",
    "expected an index on one side of this relation": "这个关系有一边应当是下标",
    "expected what {} takes, {}": "{} 后面应当有式子，{}",
    "nothing tells the range of the index {}: write its limits": "下标 {} 的范围没有说明：写出上下限",
    "an index of more than 10^6 values": "下标的取值超过 10^6 个",
    "the suffix gives {} another range than this sum has: write its limits at the sum": (
        "后面说的 {} 的范围与这个求和的不同：把上下限写在求和号上"
    ),
    "the upper limit of {} is missing": "{} 没有上限",
    "a letter is compared with a number too large for the claim to be judged beside it": (
        "一个字母与太大的数比较，无法在这个数附近判定这个式子"
    ),
    "no derivative: what is differentiated has a kink there": "没有导数：被求导的函数在那里有折点",
    "the upper limit is below the lower one: write the lower one below": "上限小于下限：把小的写在下面",
    "an upper limit without a lower one: write i = 1 under the sum": "有上限而没有下限：在求和号下面写 i = 1",
    "the index {} is bound by a sum and unknown outside it": "下标 {} 属于求和号，在它外面没有意义",
    "more than {} terms": "多于 {} 项",
    "more than {} values of the free indices: too many": "自由下标的取值多于 {} 组：太多",
    "each of these ranges depends on the other": "这些范围互相依赖",
    "no value of the indices at which all entries exist": "没有使所有元素都存在的下标",
    "expected the first and the last member of a family around the dots, as x_1, \\dots, x_N": (
        "省略号两边应当是一族的第一个和最后一个成员，如 x_1, \\dots, x_N"
    ),
    "expected an integer, an index or a dimension": "这里应当是整数、下标或维数",
    "expected one number in the subscript": "下标里应当是一个数",
    "an index below 1": "下标小于 1",
    "dots need something on both sides": "省略号两边都要有内容",
    "dots are read in a sum with + only": "和里的省略号只能用加号",
    "dots stand between the items of one sum, product, list or matrix": "省略号写在一个和、乘积、列表或矩阵的各项之间",
    "the number of items is open: their indices must tell it": "项数没有确定：要由下标说明",
    "an empty cell beside dots: write what it holds": "省略号旁边有空格：写出里面是什么",
    "an empty cell without dots: write 0": "没有省略号的空格：写 0",
    "an index beyond the dots around it": "下标超出了省略号的范围",
    "this sum has no terms": "这个和没有项",
    "the item between the dots is none of those that they stand for": "省略号之间的项不在省略的那些项里",
    "these dots are not read: between two runs with dots in them they stand for runs left out": (
        "不读这些省略号：它们在两段都有省略号的式子之间，表示省略了若干段"
    ),
    "the items beside the dots are not instances of one general item": "省略号旁边的项不是同一个通项",
    "this is no instance of the general item that the dots stand for": "这一项不符合省略号所表示的通项",
    "rows of constants with dots: the number of columns is open": "各行是带省略号的常数：列数没有确定",
    "columns of constants with dots: the number of rows is open": "各列是带省略号的常数：行数没有确定",
    "a row without entries and dots": "有一行既没有元素也没有省略号",
    "expected the entries of a diagonal on both sides of \\ddots": "\\ddots 两边应当是对角线上的元素",
    "{} beside entries that are not zeros off a diagonal is not read": "不读这样的 {}：旁边的元素不是对角线以外的 0",
    "the values before the dots go neither up nor down by 1": "省略号前面的值既不是逐次加 1，也不是逐次减 1",
    "these values of an index go neither up nor down by 1: write a claim for each": (
        "指标的这些值既不是逐次加 1，也不是逐次减 1：给每个值各写一个断言"
    ),
    "expected the values of an index behind \\in, such as \\{1,\\dots,n\\}": (
        "\\in 后面应当是指标的值，例如 \\{1,\\dots,n\\}"
    ),
    "{} around the dots: the steps left out lead both ways": "省略号两边是 {}：省略的步骤方向相反",
    "a chain neither begins nor ends with dots": "一串关系不能以省略号开头或结尾",
    # Statements
    "beside {} stands a conclusion, which is judged: declare, define or assume before it": (
        "{} 旁边是结论，要判定：声明、定义和假设写在它前面"
    ),
    "{} has a meaning on this page, and a conclusion gives it no other": (
        "{} 在本页已有含义，结论不能给它别的含义"
    ),
    "{} leads to a condition on indices or draws: such a conclusion is not judged": (
        "{} 后面是对下标或抽样的条件：这样的结论无法判定"
    ),
    "a number or sign beside this formula is seen as a part of it: write it inside": (
        "公式旁边的数或符号看起来是公式的一部分：写进公式里"
    ),
    "{} leads to nothing": "{} 后面什么也没有",
    "neither a statement nor a suffix: in a display with a relation everything must be part of one": (
        "既不是断言也不是后缀：有关系的公式里，每一部分都要属于某个断言"
    ),
    "{} claims nothing that is judged: mark it <!-- unchecked: reason -->": (
        "{} 没有可以判定的意思：标上 <!-- unchecked: 理由 -->"
    ),
    "{} is not judged": "不判定 {}",
    "{}{} is no relation: write {}": "{}{} 不是关系：写成 {}",
    "expected an expression {} {}": "{1} 的{0}应当有式子",
    "before": "前面",
    "behind": "后面",
    "expected a name": "这里应当是名字",
    "expected a bare name to declare": "这里应当是要声明的名字",
    "expected a name before \\in": "\\in 前面应当是名字",
    "expected a set behind \\in": "\\in 后面应当是集合",
    "expected a set such as {}": "这里应当是集合，例如 {}",
    "\\mathbb{R}^{m\\times n}, \\mathbb{S}^n, \\mathbb{S}^n_{++}, \\mathrm{O}(n), \\{e_1,\\dots,e_m\\}, \\{-1,1\\}": (
        "\\mathbb{R}^{m\\times n}、\\mathbb{S}^n、\\mathbb{S}^n_{++}、\\mathrm{O}(n)、\\{e_1,\\dots,e_m\\}、\\{-1,1\\}"
    ),
    "a second relation behind \\in": "\\in 后面还有一个关系",
    "the shape uses the index {}, the name does not": "形状里用了下标 {}，名字里没有",
    "expected \\mathbb{R}, \\mathbb{R}^n or \\mathbb{R}^{m\\times n}": (
        "这里应当是 \\mathbb{R}、\\mathbb{R}^n 或 \\mathbb{R}^{m\\times n}"
    ),
    "expected f : A \\to B": "应当写成 f : A \\to B",
    "expected what the name means": "这里应当写名字的意思",
    "a condition on the draws belongs to a claim, not to a definition": "对抽样的条件属于断言，不属于定义",
    "a suffix with {} is not read": "不读带 {} 的后缀",
    "a suffix without a statement before it": "后缀前面没有断言",
    "a range of an index without a statement in the same formula that uses the index": (
        "有下标的范围，但同一个公式里没有断言用到这个下标"
    ),
    "expected a range such as 1,\\dots,n": "应当是范围，例如 1,\\dots,n",
    "of an expression only shape, symmetry and sign are judged": "对式子只判定形状、对称和正负",
    "the equation does not mention the variable that is solved for": "方程里没有要解的变量",
    "not always the only solution: what stands before the variable may be 0 or singular; say before that it is "
    "not, as b \\ne 0 or \\det A \\ne 0, or write E = 0 \\Leftarrow w = s": (
        "不总是唯一的解：变量前面的系数可能是 0 或奇异；先写明它不是，例如 b \\ne 0 或 \\det A \\ne 0，"
        "或者写 E = 0 \\Leftarrow w = s"
    ),
    "not the only solution: the equation before must be affine in the variable, with a Jacobian of full rank; "
    "for the substitution alone write E = 0 \\Leftarrow w = s": (
        "不是唯一的解：前面的方程对变量应当是仿射的，Jacobi 矩阵满秩；只想代入验证，就写 E = 0 \\Leftarrow w = s"
    ),
    # Draws and judges
    "nothing to judge": "没有可以判定的内容",
    "no draw is found at which every inverse, logarithm and root exists": "找不到使所有的逆、对数和根都存在的抽样",
    "no draw keeps to this condition": "没有满足这个条件的抽样",
    "no dimensions satisfy the relations of this page": "没有满足本页各个关系的维数",
    "no dimensions at which this has a value": "没有使它有值的维数",
    "this claims a shape, but {} is no dimension yet": "这里断言形状，可是 {} 还不是维数",
    "{} is defined, so this claims its shape, but {} is no dimension yet": (
        "{} 已有定义，所以这里断言它的形状，可是 {} 还不是维数"
    ),
    "this has a value at one assignment of dimensions only: too few to judge": "只有一组维数使它有值：太少，不能判定",
    "at some draws no case holds: the last case needs no condition, or another one": (
        "有的抽样不符合任何一种情形：最后一种情形不要写条件，或者换一个条件"
    ),
    "outside the exact judge: install torch for the judge in float64": (
        "精确算术不能判定：安装 torch，由 float64 判定"
    ),
    "{} is judged by float64 alone": "{} 只由 float64 判定",
    "the sign of a number that is not rational": "无理数的符号",
    "an inverse of more than {} rows": "{} 行以上的逆矩阵",
    "not an identity": "不是恒等式",
    "beside the bound of its rounding nothing is left of a value": "与舍入误差的上界相比，这个值没有一位可靠",
    "the two judges disagree: {}": "两个判定不一致：{}",
    "this is a defect of the checker, please report it": "这是检查器的缺陷，请报告",
    "this is a defect of the checker, please report it ({}: {})": "这是检查器的缺陷，请报告（{}：{}）",
    "judging takes more than 5 s": "判定超过 5 秒",
    "nested too deep to be judged": "嵌套太深，不能判定",
    "nested too deep": "嵌套太深",
    "a subscript of more than {} signs": "下标超过 {} 个记号",
    "nested more than {} deep": "嵌套超过 {} 层",
    "a value of more than 10^6 entries": "元素多于 10^6 个",
    "a value of {}×{} entries: more than 10^6": "元素有 {}×{} 个，多于 10^6 个",
    "a formula of more than 64 KB": "公式大于 64 KB",
    "this page declares or defines too many names: split it into several": "这一页声明或定义的名字太多：请分成几页",
    "a number of more than {} digits": "数字多于 {} 位",
    # Reading LaTeX
    "found {}": "这里却是 {}",
    "found {}, a full-width bracket": "这里却是 {}，全角括号",
    "the formula ends": "公式却结束了",
    "expected {}, {}": "应当是 {}，{}",
    "expected {} for the {} here, {}": "这里应当有与 {1} 配对的 {0}，{2}",
    "expected } for the { here, {}": "这里应当有与 { 配对的 }，{}",
    "expected a second {} for the one here, {}": "这里应当还有一个 {} 与它配对，{}",
    "an expression": "式子",
    "the end of the expression": "式子的结尾",
    "this is not an expression": "这不是式子",
    "{} is not in the notation that is read here": "这里的记号里没有 {}",
    "a superscript {} is not in the notation that is read here": "这里的记号里没有上标 {}",
    "expected a factor, {}": "这里应当是因子，{}",
    "a space sets this apart: write & or a comma for a row, \\cdot for a product": (
        "这里有空隙：一行的各项用 & 或逗号隔开，乘积写 \\cdot"
    ),
    "negative space: what stands there may cover what is read": "负的间距：那里的内容可能盖住读到的内容",
    "two numerals side by side: write \\cdot between them": "两个数连着写：中间写 \\cdot",
    "a/b is followed by a factor without a sign: write brackets": "a/b 后面紧跟着因子：请加括号",
    "{} behind {}: write brackets, as in x+(-y)": "{1} 后面紧跟着 {0}：请加括号，例如 x+(-y)",
    "⊙ or ⊗ beside a product: both readings have shapes and differ in value: write brackets": (
        "⊙ 或 ⊗ 与乘积连写：两种读法形状都合，值却不同：请加括号"
    ),
    "a set has no value: write round brackets": "集合没有值：用圆括号",
    "a relation inside brackets: nothing inside brackets is judged": "括号里有关系：括号里的内容不判定",
    "a relation inside braces: nothing inside braces is judged": "花括号里有关系：花括号里的内容不判定",
    "a relation in a subscript": "下标里有关系",
    "an empty script": "空的上标或下标",
    "expected } behind the subscript, {}": "下标后面应当是 }，{}",
    "{} inside \\{}: nothing inside a font command is judged": "\\{1} 里有 {0}：字体命令里的内容不判定",
    "the label of {} may hold words alone: {}": "{} 的标注只能是文字：{}",
    "\\tag holds mathematics: {}": "\\tag 里有数学：{}",
    "\\text holds mathematics: {}": "\\text 里有数学：{}",
    "nothing is shown that is not read": "显示的内容都要读到",
    "{} is not read: nothing is shown that is not read, and nothing read that is not shown": (
        "不读 {}：显示的内容都要读到，读到的内容都要显示"
    ),
    "{} is an entity of HTML: write the sign itself": "{} 是 HTML 实体：写符号本身",
    "a closing } is missing": "少了一个 }",
    "{} is never closed": "{} 没有配对的右括号",
    "{} closes nothing": "{} 没有配对的左括号",
    "{} does not close {}": "{} 与 {} 不配对",
    "words before the first statement of a formula": "公式的第一个断言前面有文字",
    "the argument of this command is missing": "这个命令缺少参数",
    "expected one letter here": "这里应当是一个字母",
    "expected a width such as 1em": "这里应当是宽度，例如 1em",
    "expected the number of columns": "这里应当是列数",
    "the columns of an array are l, c, r and |": "array 的列是 l、c、r 和 |",
    "the environment {} is not read here": "这里不读环境 {}",
    "expected \\end{{}}, {}": "这里应当是 \\end{{}}，{}",
    "expected \\end{cases}": "这里应当是 \\end{cases}",
    "expected the next case, {}": "这里应当是下一种情形，{}",
    "expected a comparison, {}": "这里应当是比较，{}",
    "expected a condition": "这里应当是条件",
    "expected if, when or otherwise, found {}": "这里应当是 if、when 或 otherwise，却是 {}",
}
"""What the checker says of a statement that fails, and the names that stand in such messages."""

ENDINGS = {
    "; true in {} layout, but here {} layout holds": "；按{}布局成立，但这里用的是{}布局",
    "; this := is a claim, as {} has a meaning already: to define, choose another name": (
        "；{} 已有含义，所以这个 := 是断言：要定义就换一个名字"
    ),
    " (at {})": "（取 {}）",
    ": left {}, right {}": "：左边 {}，右边 {}",
    ": by less than shows in their values": "：相差太小，在两边的值里显不出来",
    ", as in {} layout; this page uses {} layout": "，像是{}布局；本页用{}布局",
    ": one is the transpose of the other": "：一个是另一个的转置",
    ": here this is an entry of {}": "：这里它是 {} 的元素",
    ": is a tr missing?": "：是不是少了 tr？",
    ": is an I missing?": "：是不是少了 I？",
    ": did you mean \\mathbf 1?": "：是不是要写 \\mathbf 1？",
    ": is a \\mathbf 1 missing?": "：是不是少了 \\mathbf 1？",
    "; the logarithm takes the whole product behind it: write brackets if less is meant": (
        "；对数作用在后面的整个乘积上：如果只对一部分取对数，就加上括号"
    ),
    "; did you mean {}?": "；是不是要写 {}？",
    ": write I_n": "：写成 I_n",
    ": write \\mathbf 1_n": "：写成 \\mathbf 1_n",
    ": write I_n e_i": "：写成 I_n e_i",
    ": write I_m E_{ij} I_n": "：写成 I_m E_{ij} I_n",
}
"""What may follow a message; what comes last stands first."""

_LAYOUTS = {"numerator": "分子", "denominator": "分母"}
_PLACEHOLDER = re.compile(r"\{(\d?)\}")


def chinese(message: str) -> str:
    """Return a message of the checker in Chinese. Raises TracetrickError if none is known."""
    translated = _translated(message)
    if translated is None:
        raise TracetrickError(f"tracetrick/site/chinese.py has no Chinese for the message “{message}”")
    return translated


def _translated(message: str) -> str | None:
    for pattern, wording in _endings():
        if (match := pattern.fullmatch(message)) and (head := _translated(match[1])):
            return head + _filled(wording, match.groups()[1:])
    for pattern, wording in _messages():
        if match := pattern.fullmatch(message):
            return _filled(wording, match.groups())
    return None


def _filled(wording: str, values: tuple[str, ...]) -> str:
    """Put `values`, in Chinese if they are words of the checker's, into the places of `wording`."""
    said = iter(values)
    return _PLACEHOLDER.sub(lambda place: _value(values[int(place[1])] if place[1] else next(said)), wording)


def _value(value: str) -> str:
    return _LAYOUTS.get(value) or _translated(value) or value


@cache
def _messages() -> list[tuple[re.Pattern[str], str]]:
    """The messages, those with more words of their own first: they tell more."""
    by_words = sorted(MESSAGES.items(), key=lambda item: -len(_PLACEHOLDER.sub("", item[0])))
    return [(re.compile(_pattern(message), re.DOTALL), wording) for message, wording in by_words]


@cache
def _endings() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile("(.+)" + _pattern(ending), re.DOTALL), wording) for ending, wording in ENDINGS.items()
    ]


def _pattern(message: str) -> str:
    return "(.*?)".join(re.escape(words) for words in message.split("{}"))
