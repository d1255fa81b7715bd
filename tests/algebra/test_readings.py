"""How expressions, dots and rarer operations are read: verdicts, and the messages where they cannot be read."""

from __future__ import annotations

import pytest

from verdicts import verdicts_of

DECLARATIONS = r"""设 $A, B \in \mathbb{R}^{n\times n}$，$X, Y \in \mathbb{R}^{m\times n}$，$x, y, u \in \mathbb{R}^{n}$，
$a, b \in \mathbb{R}$，$z \in \mathbb{R}^{m}$，$t > 0$。

"""
LETTERS = {"true": "T", "false": "F", "unreadable": "U"}


def claims_in(latex: str) -> list[tuple[str, str]]:
    """Letter and message of each claim of a display."""
    found = verdicts_of(f"{DECLARATIONS}$$\n{latex}\n$$\n")
    return [
        (LETTERS[one.verdict], one.message)
        for one in found
        if one.statement.start >= len(DECLARATIONS) and one.statement.kind == "claim"
    ]


NAMES = [
    (r"c_1 := x, c_{1,2} := y, c_{1,2} = y + 0x, c_{1,2} = x", "T F"),
    (
        r"W_{ij} \in \mathbb{R}^{n}, i = 1,\dots,m, j = 1,\dots,n, \sum_{j} W_{1j} = \sum_{j=1}^{n} W_{1j}, W_{11} = x",
        "T F",
    ),
    (r"k_i \in \{1,\dots,n\}, i = 1,\dots,m, x_{k_i} = e_{k_i}^\top x", "T"),
    (r"x_{(1)} = e_1^\top x", "T"),
    (r"t^{\det A} = e^{\det A\log t}", "T"),
    (r"a^{2\cdot 3} = a^2 a^4", "T"),
    (r"A^{2\cdot 1} = A", "F"),
    (r"h(x) := x_1 + 1, h(y) = e_1^\top y + 1, h(y) = y_2 + 1", "T F"),
    (r"w_i \in \mathbb{R}^{n}, i = 1,\dots,m, w_{ij} = e_j^\top w_i, w_{ij} = e_i^\top w_j", "T F"),
    (
        r"W_d \in \mathbb{R}^{p_d\times p_{d-1}}, d = 1,\dots,D, \operatorname{tr}(I_{p_1}) = p_1, \operatorname{tr}(W_1 W_1^\top + I_{p_1}) = \|W_1\|_F^2 + p_0",
        "T F",
    ),
    (r"\hat X \in \mathbb{R}^{m\times n}, \hat x_{ij} = e_i^\top \hat X e_j", "T"),
    (r"\Sigma \in \mathbb{S}^{n}, \sigma_{ij} = e_i^\top \Sigma e_j, \sigma_{ij} = \sigma_{ji}", "T T"),
    (r"\sigma_1 : \mathbb{R} \to \mathbb{R}, \mathrm{d}\sigma_1(a) = \sigma_1'(a)\,\mathrm{d}a", "T"),
    (r"e_9^\top x = x_9, e_9^\top x = x_1", "T F"),
    (r"\operatorname{tr}(E_{9,9}A) = a_{99}", "T"),
    (r"r : \mathbb{R}^{n} \to \mathbb{R}^{m}, r_i(x) = e_i^\top r(x), r_1(Ax) = r_2(Ax)", "T F"),
    (r"r : \mathbb{R}^{n} \to \mathbb{R}, r_i(x) = r(x), r_x(x) = r(x)", "U U"),
    (
        r"M : \mathbb{R}^{n} \to \mathbb{R}^{m\times m}, M_{ij}(0) = e_i^\top M(0)e_j, M_{ij}(x) = M_{ji}(x)",
        "T F",
    ),
    (
        r"\sum_{T=1}^{m} a^T = \sum_{k=1}^{m} a^k, \sum_{T=1}^{m} z_T A^T = \left(\sum_{k=1}^{m} z_k\right) A^\top",
        "T U",
    ),
    (r"X_1 = x", "U"),
    (r"x_{a+1} = x_1", "U"),
    (r"\sum_{k=1}^{q} x_k = a, \sum_{k=1}^{q} x_k = x_q + \sum_{k=1}^{q-1} x_k", "F T"),
]
ARITHMETIC = [
    (r"\log(a - a) = b", "U"),
    (r"\frac{1}{a - a} = b", "U"),
    (r"P \in \mathbb{S}^{n}_{++}, P^{3/2} = P P^{1/2}, P^{3/2} = P", "T F"),
    (r"K_{nm}K_{mn} = I_{mn}, D_1 a = a", "T T"),
    (r"\min(a, b) = -\max(-a, -b), \min(a, b) = \max(a, b)", "T F"),
    (
        r"\begin{bmatrix} I & x \\ 0 & a\end{bmatrix}\begin{bmatrix} y \\ b\end{bmatrix} = \begin{bmatrix} y + bx \\ ab\end{bmatrix}",
        "T",
    ),
    (r"\begin{pmatrix} a & b \\ a\end{pmatrix} = A", "F"),
    (r"X + X^\top = 0", "F"),
    (r"Q_1 \in \mathbb{R}^{m\times n}, X Q_1 = A", "F"),
    (r"A \odot X = A", "F"),
    (r"A \oslash X = A", "F"),
    (r"a \otimes A = aA, A \otimes a = Aa + A", "T F"),
    (r"\|X\|_2^2 = \|X\|_2\|X\|_2, \|x\|_1^2 = \|x\|_1\|x\|_1, \|x\|_1^2 = x^\top x", "T T F"),
    (r"t^{1/3}t^{2/3} = t, t^{1/3} = t", "T F"),
    (r"e^{X} = X", "F"),
    (r"\|2X\|_1 = 2\|X\|_1, \|X\|_1 = \|X^\top\|_1", "T F"),
    (r"\max(X, A) = X", "F"),
    (r"\mathbb{1}[X > A] = X", "F"),
    (r"\begin{cases} x & a > 0 \\ z & \text{otherwise}\end{cases} = x", "F"),
    (r"\operatorname{adj}(x^\top x) = 1, \operatorname{adj}(x^\top x) = x^\top x", "T F"),
    (r"\det\begin{pmatrix} 0 & a \\ b & t\end{pmatrix} = -ab", "T"),
    (r"\det\begin{pmatrix} 0 & a \\ b & t\end{pmatrix} = ab", "F"),
    (
        r"\det\begin{pmatrix} 0 & a \\ 0 & b\end{pmatrix} = 0, \det\begin{pmatrix} 0 & a & b \\ 0 & b & a \\ 0 & 1 & 2\end{pmatrix} = 0",
        "T T",
    ),
    (r"\cos 0 = 1, \sin(a - a) = 0, \cos(0) = 0", "T T F"),
    (r"\cosh(a)^2 - \sinh(a)^2 = 1, \cosh(a)^2 + \sinh(a)^2 = 1", "T F"),
    (r"e^{\log t} = t, \log e^{a} = a", "T T"),
    (r"\operatorname{relu}(A - A) = 0", "T"),
]
SUMS = [
    (r"\sum_{1 \le i \le n} x_i = \mathbf 1^\top x, \sum_{1 < i \le n} x_i = \mathbf 1^\top x", "T F"),
    (r"\sum_{k=1}^{j-1} x_k + x_j = \sum_{k=1}^{j} x_k, 1 \le j \le n", "T"),
    (r"W_d \in \mathbb{R}^{p_d\times p_{d-1}}, d = 1,\dots,D, \sum_{d=1}^{D} W_d = A", "F"),
]
FUNCTIONS = [
    (r"g_i(s) := s x_i, i = 1,\dots,n, g_1(a) = a x_1, g_2(a) = a x_1, g_i'(a) = x_i", "T F T"),
    (r"f : \mathbb{R}^{n}\to\mathbb{R}, f(z) = a", "F"),
    (r"f : \mathbb{R}^{m}\to\mathbb{R}, \mathrm{d}f = (\nabla f)^\top\mathrm{d}z", "T"),
    (r"f(x) := x^\top x, \nabla f = 2x, \nabla f = x", "T F"),
    (r"f(x) := x^\top x, f(z) = z^\top z", "F"),
    (r"h(s) := s x, h(y) = x", "F"),
    (r"h(s) := t^{s}, h(2) = t^2, h(2) = 2t", "T F"),
    (r"\sigma : \mathbb{R}\to\mathbb{R}, \mathrm{d}(a\sigma(0)) = \sigma(0)\,\mathrm{d}a", "T"),
    (r"F : \mathbb{R}^{n}\to\mathbb{R}^{m}, \mathrm{d}(a F(\mathbf 1)) = F(\mathbf 1)\,\mathrm{d}a", "T"),
]
DERIVATIVES = [
    (r"\mathrm{d}(a e^{\operatorname{sign}(b)}) = e^{\operatorname{sign}(b)}\mathrm{d}a", "T"),
    (
        r"\sigma : \mathbb{R}\to\mathbb{R}, \mathrm{d}(a\sigma(\operatorname{sign}(b))) = \sigma(\operatorname{sign}(b))\mathrm{d}a",
        "T",
    ),
    (
        r"F : \mathbb{R}^{n}\to\mathbb{R}^{m}, \mathrm{d}(a F(\operatorname{sign}(x))) = F(\operatorname{sign}(x))\mathrm{d}a",
        "T",
    ),
    (
        r"\mathrm{d}\left(a\det\begin{pmatrix} \operatorname{sign}(b) & 2 \\ 1 & 3\end{pmatrix}\right) = (3\operatorname{sign}(b) - 2)\mathrm{d}a",
        "T",
    ),
    (
        r"\mathrm{d}\left(a\begin{pmatrix} 1 & \operatorname{sign}(b) \\ 0 & 1\end{pmatrix}^{-1}\right) = \begin{pmatrix} 1 & -\operatorname{sign}(b) \\ 0 & 1\end{pmatrix}\mathrm{d}a",
        "T",
    ),
    (
        r"\mathrm{d}(\operatorname{diag}(\operatorname{sign}(x))y) = \operatorname{sign}(x)\odot\mathrm{d}y",
        "T",
    ),
    (r"\mathrm{d}(\mathbb{1}[X > 0]\odot Y) = \mathbb{1}[X > 0]\odot\mathrm{d}Y", "T"),
    (
        r"f : \mathbb{R}^{n}\to\mathbb{R}, \mathrm{d}^2 f(x) = (\mathrm{d}x)^\top\nabla_x^2 f(x)\,\mathrm{d}x, \mathrm{d}^2 f(x) = \nabla_x f(x)^\top\mathrm{d}x",
        "T F",
    ),
    (r"F : \mathbb{R}^{n}\to\mathbb{R}^{m}, \mathrm{d}^2 F(Ax) = 0", "F"),
    (r"\mathrm{d}^2\det\begin{pmatrix} 0 & a \\ b & 1\end{pmatrix} = -2\,\mathrm{d}a\,\mathrm{d}b", "T"),
    (r"\frac{\partial^3 a^4}{\partial a\,\partial a\,\partial a} = 24a", "T"),
    (
        r"\frac{\partial^3 a^2b}{\partial a\,\partial a\,\partial b} = 2, \frac{\partial^3 a^2b}{\partial a\,\partial a\,\partial b} = 2a",
        "T F",
    ),
    (
        r"P \in \mathbb{S}^{n}_{++}, \frac{\partial^2 \operatorname{tr}(P^2)}{\partial\operatorname{vech}(P)\,\partial\operatorname{vech}(P)^\top} = 2D_n^\top D_n",
        "T",
    ),
    (r"\frac{\partial x^\top x}{\partial (x)} = 2x", "T"),
    (r"r \in \mathbb{R}^{1\times n}, \nabla_r (rx) = x^\top, \nabla_r (rx) = x", "T F"),
    (
        r"w_i \in \mathbb{R}^{n}, i = 1,\dots,m, \mathrm{d}w_1 = 0, \mathrm{d}(w_1 + w_2) = \mathrm{d}w_2",
        "T",
    ),
    (
        r"w_i \in \mathbb{R}^{n}, i = 1,\dots,m, \mathrm{d}w_1 = 0, \mathrm{d}(w_1 + w_2) = 0",
        "F",
    ),
    (r"\mathrm{d}\cos(a) = -\sin(a)\,\mathrm{d}a, \mathrm{d}\cos(a) = \sin(a)\,\mathrm{d}a", "T F"),
    (r"\mathrm{d}\tan(a) = (1 + \tan(a)^2)\,\mathrm{d}a", "T"),
    (r"\mathrm{d}\sinh(a) = \cosh(a)\,\mathrm{d}a, \mathrm{d}\cosh(a) = \sinh(a)\,\mathrm{d}a", "T T"),
    (r"\mathrm{d}\cosh(a) = -\sinh(a)\,\mathrm{d}a", "F"),
    (r"\mathrm{d}\arctan(a) = \frac{\mathrm{d}a}{1 + a^2}, \arctan(-a) = -\arctan(a)", "T T"),
    (r"\mathrm{d}\operatorname{softplus}(a) = \operatorname{sigmoid}(a)\,\mathrm{d}a", "T"),
    (r"\operatorname{softplus}(a) = \log(1 + e^{a}), \operatorname{softplus}(a) = \log(2 + e^{a})", "T F"),
    (r"\mathrm{d}^2\tanh(a) = -2\tanh(a)(1 - \tanh(a)^2)(\mathrm{d}a)^2", "T"),
    (r"\mathrm{d}^2\tanh(a) = 2\tanh(a)(1 - \tanh(a)^2)(\mathrm{d}a)^2", "F"),
    (r"\mathrm{d}^2\log\det A = -\operatorname{tr}(A^{-1}\mathrm{d}A\,A^{-1}\mathrm{d}A)", "T"),
    (r"\mathrm{d}^2 A^{-1} = 2A^{-1}\mathrm{d}A\,A^{-1}\mathrm{d}A\,A^{-1}", "T"),
    (r"\frac{\partial}{\partial a}\det\begin{pmatrix} 0 & a \\ b & 1\end{pmatrix} = -b", "T"),
    (
        r"\mathrm{d}\operatorname{adj}\begin{pmatrix} a & 0 \\ 0 & 1\end{pmatrix} = \begin{pmatrix} 0 & 0 \\ 0 & \mathrm{d}a\end{pmatrix}",
        "T",
    ),
    (r"w \in \mathbb{R}^{n}, \sqrt{t + 1}\,w = y \Rightarrow w = \frac{1}{\sqrt{t+1}}y", "T T"),
    (r"w \in \mathbb{R}^{n}, t^{1/3}w = y \Rightarrow w = t^{-1/3}y", "T T"),
    (r"w \in \mathbb{R}^{n}, t^{1/3}w = y \Rightarrow w = t^{1/3}y", "F F"),
]
DOTS = [
    (r"(1, \dots, 1)x = \mathbf 1^\top x, (1,\dots,1)x = x_1", "T F"),
    (
        r"\begin{pmatrix} 1 & \cdots & 1 \\ \vdots & & \vdots \\ 1 & \cdots & 1\end{pmatrix}x = \mathbf 1_m\mathbf 1^\top x",
        "T",
    ),
    (
        r"\begin{pmatrix} 1 & \cdots & 1 \\ 1 & \cdots & 1\end{pmatrix}x = \begin{pmatrix}\mathbf 1^\top x \\ \mathbf 1^\top x\end{pmatrix}",
        "T",
    ),
    (r"\begin{pmatrix} 1 & 1 \\ \vdots & \vdots \\ 1 & 1\end{pmatrix} = \mathbf 1_n\mathbf 1_2^\top", "T"),
    (
        r"\begin{pmatrix} x_{11} & x_{12} & \cdots & x_{1n} \\ \vdots & \vdots & \ddots & \vdots \\ x_{m1} & x_{m2} & \cdots & x_{mn}\end{pmatrix} = X",
        "T",
    ),
    (r"\begin{pmatrix} x_1 & & (0) \\ & \ddots & \\ (0) & & x_n\end{pmatrix} = \operatorname{diag}(x)", "T"),
    (r"\begin{pmatrix} x_1 & \cdots & x_n \\ z_1 & \cdots & z_m\end{pmatrix} = A", "F"),
    (r"\begin{pmatrix} x_1 & z_1 \\ \vdots & \vdots \\ x_n & z_m\end{pmatrix} = A", "F"),
    (r"\begin{pmatrix} A & x \\ z & a\end{pmatrix} = A", "F"),
    (r"x_1 z_1 + \cdots + x_n z_m = a", "U"),
    (r"a_{11} + a_{22} + \cdots + a_{2n} = a", "U"),
]


@pytest.mark.parametrize(("latex", "expected"), [*NAMES, *ARITHMETIC, *SUMS, *FUNCTIONS, *DERIVATIVES, *DOTS])
def test_verdicts(latex: str, expected: str) -> None:
    assert " ".join(letter for letter, _ in claims_in(latex)) == expected


MESSAGES = [
    (
        r"W_d \in \mathbb{R}^{p_d\times p_{d-1}}, d = 1,\dots,D, \mathbb{1}[p_a > 0] = 1",
        "expected an integer, an index or a dimension",
    ),
    (
        r"n := 3, \operatorname{tr}(A) = \operatorname{tr}(A^\top)",
        "n stands for something else than a dimension here",
    ),
    (r"z_{ab} = a", "expected an integer, an index or a dimension"),
    (r"x_{:} = x", "expected an integer, an index or a dimension"),
    (r"\nabla (x^\top x) = 2x", r"\nabla needs its variable here: write \nabla_X"),
    (r"a' = a", "a prime is the derivative of a function or the transpose of a matrix"),
    (
        r"k \in \{1,\dots,n\}, \frac{\partial ka}{\partial k} = a",
        "one differentiates by a declared or defined name",
    ),
    (r"\begin{cases}\end{cases} = a", "cases without a value"),
    (r"\sum_{i} \mathbf 1^\top\mathbf 1 = a", "nothing tells the range of the index i: write its limits"),
    (r"A^{100} = A", "an exponent above 64"),
    (r"w_i \in \mathbb{R}^{n}, i = 1,\dots,m, w = x", "w is a family: it needs an index"),
    (r"r_i := A e_i, i = 1,\dots,n, r = x", "r is a family: it needs an index"),
    (r"A^{ab} = A", "this exponent is not read: expected a number"),
    (r"I_{m,n} = A", "expected one number in the subscript"),
    (r"W_{ij} \in \mathbb{R}^{n}, i = 1,\dots,m, j = 1,\dots,n, W_1 = x", "W takes 2 indices"),
    (r"E_{ijk} = A", "E_{ijk} is used before it is introduced"),
    (r"(I)_{11} = 1", "nothing fixes the size of this: its entries cannot be taken"),
    (r"t_1 = t", "a scalar has no entries"),
    (r"x_1 - x_2 + \cdots + x_n = a", "dots are read in a sum with + only"),
    (
        r"x_1 + \cdots + y_2 + \cdots + x_n = a",
        "the item between the dots is none of those that they stand for",
    ),
    (r"\operatorname{tr}(\cdots) = a", "dots stand between the items of one sum, product, list or matrix"),
    (r"1 + \cdots + 1 = n", "the number of items is open: their indices must tell it"),
    (r"U := AB, U(x) = x", "U is defined without arguments: U(...) is neither a value nor a product"),
    (r"\operatorname{tr}(I \otimes A) = a", "nothing fixes the size of this: write I_n"),
    (r"A^{1/3} = A", "of the fractional powers of a matrix only those of 1/2 are read"),
    (r"A'' = A", "a prime is the derivative of a function or the transpose of a matrix"),
    (r"f : \mathbb{R}^{n}\to\mathbb{R}, f(x, y) = a", "f takes 1 arguments, found 2"),
    (r"f : \mathbb{R}^{n}\to\mathbb{R}, f'(x) = x", "a prime is the derivative of a function of a scalar"),
    (r"h(s) := s^2, h(a, b) = a", "h takes 1 arguments, found 2"),
    (r"h(s, r) := sr, h'(a, b) = b", "a prime is the derivative of a function of one scalar"),
    (r"f(x) := x^\top x, f'(y) = 2y", "a prime is the derivative of a function of a scalar"),
    (r"f : \mathbb{R}^{n}\times\mathbb{R}^{m}\to\mathbb{R}, \mathrm{d}f = 0", "f needs its arguments"),
    (r"h(s) := s^2, \mathrm{d}h = 2", "h needs its argument"),
    (r"\operatorname{tr}(A, B) = a", "tr takes one argument, found 2"),
    (r"\log_2 (a) = b", "a subscript of log is not read"),
    (
        r"\operatorname{softmax}_{\mathrm{foo}}(X) = X",
        r"expected softmax_{\mathrm{row}} or softmax_{\mathrm{col}}",
    ),
    (r"\|X\|_\infty = a", "the norm ∞ of a matrix is not read"),
    (r"\mathbb{1}[a = b] = 0", "an indicator of =: not read"),
    (
        r"\begin{cases} a & \text{otherwise} \\ b & a > 0\end{cases} = a",
        "a case without a condition must be the last",
    ),
    (r"\begin{cases} a & x > 0 \\ b & \text{otherwise}\end{cases} = a", "a condition compares scalars"),
    (r"\sum_{n=1}^{3} x_n = a", "n is a name of this page and cannot be a bound index"),
    (r"\sum_{i=1} x_i = a", "the upper limit of i is missing"),
    (r"\sum_{i=1}^{10001} a = b", "more than 10000 terms"),
    (
        r"\frac{\partial (A\otimes A\otimes A\otimes A)}{\partial A} = 0",
        "a derivative of more than 10^6 entries",
    ),
    (
        r"\frac{\partial^3 (x^\top x)^2}{\partial x\,\partial x\,\partial x} = 0",
        "derivatives of third order are read by scalars only",
    ),
    (
        r"\frac{\partial^2 Ax}{\partial x\,\partial x^\top} = 0",
        "the second derivative of a matrix or vector by vectors is not read",
    ),
    (
        r"\frac{\partial^2 x^\top Ay}{\partial x\,\partial y} = A",
        r"write \partial x\,\partial y^\top: which of the two gives the rows?",
    ),
    (r"\frac{\partial \det A}{\partial A^{-\top}} = A", "expected a variable"),
    (
        r"\frac{\partial x^\top x}{\partial (x + y)} = x",
        "expected a variable: a name, an entry of one, vec or vech",
    ),
    (
        r"\frac{\partial \operatorname{tr}A}{\partial\operatorname{vech}(A)} = x",
        "a derivative by vech needs a symmetric variable",
    ),
    (r"\frac{\partial a}{\partial\pi} = 0", "one differentiates by a declared or defined name"),
    (
        r"v \in \{e_1,\dots,e_n\}, \frac{\partial v^\top x}{\partial v} = x",
        "a one-hot vector does not vary",
    ),
    (
        r"\frac{\partial A^2}{\partial A^\top} = A",
        "a derivative by the transpose of a matrix is read for scalars only",
    ),
    (r"U := x^\top x, \nabla U = 2x", r"\nabla needs its variable here: write \nabla_X"),
    (r"(a, \dots, b) = x^\top", "the items beside the dots are not instances of one general item"),
    (r"(x_1, \dots, A) = x^\top", "the items beside the dots are not instances of one general item"),
    (r"(\dots, x_n) = x^\top", "dots need something on both sides"),
    (r"\begin{pmatrix} a & \\ & b\end{pmatrix} = A", "an empty cell without dots: write 0"),
    (
        r"\begin{pmatrix} x_1 & x_2 \\ \vdots & \vdots \\ \vdots & \vdots \\ x_1 & x_2\end{pmatrix} = A",
        "these dots are not read: between two runs with dots in them they stand for runs left out",
    ),
    (
        r"\begin{pmatrix} 1 & \cdots & 1 \\ 2 & \cdots & 2\end{pmatrix}x = z",
        "rows of constants with dots: the number of columns is open",
    ),
    (
        r"\begin{pmatrix} 1 & 2 \\ \vdots & \vdots \\ 1 & 2\end{pmatrix} = A",
        "columns of constants with dots: the number of rows is open",
    ),
    (
        r"\begin{pmatrix} x_1 & & 0 \\ \ddots & & \\ 0 & & x_n\end{pmatrix} = A",
        r"expected the entries of a diagonal on both sides of \ddots",
    ),
]


@pytest.mark.parametrize(("latex", "message"), MESSAGES)
def test_messages(latex: str, message: str) -> None:
    assert claims_in(latex) == [("U", message)]
