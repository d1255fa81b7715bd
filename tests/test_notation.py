"""Each sentence of the notation as a line of LaTeX and what its claims must come out as: True, False, Unreadable."""

from __future__ import annotations

import pytest

from verdicts import verdicts_of

DECLARATIONS = r"""设 $A, B \in \mathbb{R}^{n\times n}$，$X, Y \in \mathbb{R}^{m\times n}$，$x, y, u \in \mathbb{R}^{n}$，
$a, b \in \mathbb{R}$，$z \in \mathbb{R}^{m}$，$t > 0$。

"""
LETTERS = {"true": "T", "false": "F", "unreadable": "U"}


def outcome(latex: str) -> str:
    page = f"{DECLARATIONS}$$\n{latex}\n$$\n"
    found = verdicts_of(page)
    inside = [
        one for one in found if one.statement.start >= len(DECLARATIONS) and one.statement.kind == "claim"
    ]
    return " ".join(LETTERS[one.verdict] for one in inside)


SIZES_FROM_THE_CONTEXT = [
    (
        r"\frac{\partial x}{\partial x} = \begin{bmatrix}1&0&\cdots&0\\0&1&\cdots&0\\ \vdots&\vdots&\ddots&\vdots\\0&0&\cdots&1\end{bmatrix} = I_m",
        "T F",
    ),
    (
        r"\frac{\partial x}{\partial x} = \begin{bmatrix}1&0&\cdots&0\\0&1&\cdots&0\\ \vdots&\vdots&\ddots&\vdots\\0&0&\cdots&1\end{bmatrix} = I_n",
        "T T",
    ),
    (r"A - A = 0 = x - x, I = A - A + I, \frac{\partial x}{\partial x} = I = I_m", "T F T T F"),
    (
        r"x^\top - x^\top = \mathbf{0}^\top, x - x = \mathbf 0^\top, x - x = \mathbf 0, X^\top - X^\top = 0^\top",
        "T F T T",
    ),
    (
        r"\begin{bmatrix} A & B\end{bmatrix}\begin{bmatrix} I \\ 0\end{bmatrix} = A, \begin{bmatrix} A & B\end{bmatrix}\begin{bmatrix} I & 0\\ 0 & I\end{bmatrix} = \begin{bmatrix} A & B\end{bmatrix}, \begin{bmatrix} I & 0\\ 0 & I\end{bmatrix} = I_n",
        "T T U",
    ),
    (
        r"\begin{bmatrix} x \\ 0\end{bmatrix} = z, \begin{bmatrix} I & x\\ 0 & 1\end{bmatrix}^{-1} = \begin{bmatrix} I & -x\\ 0 & 1\end{bmatrix}",
        "F T",
    ),
    (
        r"\operatorname{vec}(XA) = (I\otimes X)\operatorname{vec}(A) = (A^\top\otimes I)\operatorname{vec}(X), \operatorname{vec}(XA) = (X\otimes I)\operatorname{vec}(A)",
        "T T F",
    ),
    (
        r"\operatorname{tr}(A) = \operatorname{vec}(I)^\top\operatorname{vec}(A), \operatorname{diag}(\mathbf 1)x = x, \operatorname{diag}(I)^\top x = \mathbf 1^\top x",
        "T T T",
    ),
    (r"I_m \otimes I = I_{mn}, I\otimes I = I_{mn}, I \otimes A = A", "T U F"),
    (r"aI = a, e_1 = 1, E_{11} = 1, a + I = a + 1, I^\top I = 1, \mathbf 1^\top = 1", "U U U U U U"),
    (
        r"w_d \in \mathbb{R}^{m_d},\ d = 1,\dots,D \\ m_D = 1 \\ w_D \odot \mathbf 1 = w_D",
        "T",
    ),
    (
        r"[x, x, \dots, x] = x\mathbf 1_m^\top, \begin{bmatrix} A & & \\ & \ddots & \\ & & A\end{bmatrix} = I_m\otimes A, \begin{bmatrix} A & & \\ & \ddots & \\ & & A\end{bmatrix} = A\otimes I_m",
        "T T F",
    ),
    (
        r"w_i \in \mathbb{R}^{n}, C_i \in \mathbb{R}^{m\times n}, i = 1,\dots,N, \begin{bmatrix} C_1 & & \\ & \ddots & \\ & & C_N\end{bmatrix}\begin{bmatrix} w_1 \\ \vdots \\ w_N\end{bmatrix} = \begin{bmatrix} C_1w_1 \\ \vdots \\ C_Nw_N\end{bmatrix}",
        "T",
    ),
]
RUNS_OF_DOTS = [
    (
        r"\operatorname{vec}(X) = (x_{11}, \dots, x_{m1}, \dots, x_{1n}, \dots, x_{mn})^\top, \operatorname{vec}(X) = (x_{11}, \dots, x_{1n}, \dots, x_{m1}, \dots, x_{mn})^\top",
        "T F",
    ),
    (
        r"\operatorname{vec}(X) = \begin{bmatrix} x_{11} \\ x_{21} \\ \vdots \\ x_{m1} \\ x_{12} \\ x_{22} \\ \vdots \\ x_{m2} \\ \vdots \\ x_{1n} \\ x_{2n} \\ \vdots \\ x_{mn} \end{bmatrix}",
        "T",
    ),
    (
        r"x_1 + \cdots + x_i + \cdots + x_n = \mathbf 1^\top x, (x_1, \dots, x_i, \dots, x_n)^\top = x, x_1 + \cdots + y_i + \cdots + x_n = \mathbf 1^\top x",
        "T T U",
    ),
]
ROWS_AND_RELATIONS = [
    (r"AB = AB + 0A, \quad A+B = B+A; A - A = 0", "T T T"),
    (r"A + B = B + A \\ A B = B A", "T F"),
    (r"\begin{aligned} (A+B)^2 &= A^2 + AB \\ &\quad + BA + B^2 \end{aligned}", "T"),
    (r"\begin{aligned} A + A &= 2A & B + B &= 2B \\ A &= A^{\top\top} \end{aligned}", "T T U"),
    (r"\begin{array}{rl} A+A &= 2A\\ &= A+A+B-B & 求和\end{array}", "T T"),
    (r"\begin{gather} A+A=2A \\ B+B=2B\end{gather}", "T T"),
    (r"(AB)_{ij} = \sum_k a_{ik}b_{kj},\quad i,j = 1,\dots,n", "T"),
    (r"(AB)_{ij} = \sum_k a_{ik}b_{kj},\quad 1 \le i \le n", "T"),
    (r"(A-A^\top)_{ij} + a_{ji} = a_{ij}, \ j \ne i", "T"),
    (r"a_{ij}\delta_{ij} = 0,\ i \ne j", "T"),
    (r"a_{ij}\delta_{ij} = 0", "F"),
    (r"|b| = b \quad (b > 0)", "T"),
    (r"|b| = b", "F"),
    (r"i = 1,\dots,n", "U"),
    (r"(b > 0)", "U"),
    (r"A + A = \cdots = 2A", "T"),
    (r"A + A = 2A \text{，其中 } ", "T"),
    (r"A + A = 2A \text{ for $A$}", "U"),
    (r"A + A = 2A \quad A B", "T U"),
    (r"\def\x{A} A + A = 2\x", "U"),
    (r"\phantom{A} A + A = 2A", "U"),
    (r"\underbrace{A + A = 2A}_{x}", "U"),
    (
        r"\text{tr}(AB) = \operatorname{Tr}(BA) = \mathrm{tr}(AB)= tr(BA) = \operatorname{trace}(AB)",
        "T T T T",
    ),
    (r"\operatorname{foo}(A) = A", "U"),
    (r"\mathrm{Foo} A = A", "U"),
    (r"\text{hello } A = A + 0", "U"),
    (r"A + A = 2A \tag{1} \label{eq}", "T"),
    (r"A + A = 2A. \; B + B = 2B", "T T"),
    (r"1.5A + 0.5A = 2A", "T"),
    (r"A+A=2A \Rightarrow B+B=2B \iff 2A = A+A", "T T T"),
    (r"(A=B)", "U"),
    (r"A+A = 2A = 3A", "T F"),
    (r"\left(A+B\right)\bigl(A-B\bigr) = A^2 - AB + BA - B^2", "T"),
    (r"\displaystyle A+A\;=\,2A", "T"),
    (r"A + A \equiv 2A", "T"),
    (r"A + A = & 2A \\ = & A + A", "T T"),
    (r"A = ", "U"),
    (r"= A", "U"),
    (r"x = y = ", "F U"),
    (r"(A + B = B", "U"),
    (r"\begin{aligned} A+A &= 2A", "U"),
    (r"d > j", "U"),
    (r"X^\top X = \begin{cases} X^\top X + 0 & a > 0 \\ X^\top X & \text{otherwise}\end{cases}", "T"),
    (r"|a| = \begin{cases} a & a > 0 \\ -a & a \le 0\end{cases}", "T"),
    (r"\max(a,0) = \begin{cases} a, & a > 0 \\ 0, & \text{otherwise.}\end{cases}", "T"),
    (r"\mathrm{d}(A \pm B) = \mathrm{d}A \pm \mathrm{d}B", "T"),
    (r"\mathrm{d}(A \pm B) = \mathrm{d}A \mp \mathrm{d}B", "F"),
    (r"AB \approx BA", "U"),
    (r"AB \sim BA", "U"),
    (r"A+A=2A,\; A \mapsto A", "T U"),
]

KINDS_OF_STATEMENT = [
    (r"S \in \mathbb{S}^{n},\quad S^\top = S, \quad \mathrm{d}S = (\mathrm{d}S)^\top", "T T"),
    (r"P \in \mathbb{S}^{n}_{++}, P \succeq 0, P \succeq I_n, x^\top P x \ge 0", "T F T"),
    (r"P \in \mathbb{S}_{++}^{n}, \quad \log\det P = \log|P|", "T"),
    (
        r"Q \in \mathrm{O}(n), \quad Q^\top Q = I, \quad Q^\top\mathrm{d}Q = -(\mathrm{d}Q)^\top Q, \det Q = 1, \det(Q)^2 = 1, QQ^\top = I_n, Q^{-1} = Q^\top",
        "T T F T T T",
    ),
    (r"|t| = t, \sqrt{t^2} = t, \quad t > 0", "T T"),
    (r"s > 0, \sqrt{s}\sqrt{s} = s, \log(st) = \log s + \log t", "T T"),
    (r"s \in \mathbb{R}_{>0}, \log s^2 = 2\log s", "T"),
    (
        r"k \in \mathbb{N}, A^k A = A^{k+1}, A^kB = BA^k, \operatorname{tr}(A^k) = \operatorname{tr}((A^\top)^k)",
        "T F T",
    ),
    (
        r"k \in \{1,\dots,n\}, e_k^\top x = x_k, \sum_{j\ne k} x_j = \mathbf 1^\top x - x_k, x_k = x_1",
        "T T F",
    ),
    (r"v \in \{e_1,\dots,e_n\}, \mathbf 1^\top v = 1, v \odot v = v, v^\top v = 1, v = e_1", "T T T F"),
    (r"p \in \Delta^{n}, \mathbf 1^\top p = 1, \mathbf 1^\top\mathrm{d}p = 0, p^\top p = 1", "T T F"),
    (r"m \ge n, X^{+} = (X^\top X)^{-1}X^\top, X^+X = I_n", "T T"),
    (r"m = 1, X X^\top = \|X\|_F^2", "T"),
    (
        r"f : \mathbb{R}^{m\times n} \to \mathbb{R}, \mathrm{d}f(X) = \operatorname{tr}\left(\left(\frac{\partial f(X)}{\partial X}\right)^\top\mathrm{d}X\right), \mathrm{d}f(X) = \operatorname{tr}\left(\left(\nabla_X f(X)\right)^\top\mathrm{d}X\right),\mathrm{d}f(X) = \langle\nabla f(X), \mathrm{d}X\rangle, \mathrm{d}f = 0",
        "T T T U",
    ),
    (
        r"F : \mathbb{R}^{n}\to\mathbb{R}^{p}, w \in \mathbb{R}^n, \mathrm{d}F(x) = \left(\frac{\partial F(x)}{\partial x}\right)^\top\mathrm{d}x, \mathrm{d}F(x) = \frac{\partial F(x)}{\partial x}\mathrm{d}x,\mathrm{d}F(x) = \frac{\partial F(x)}{\partial x^\top}\mathrm{d}x",
        "T F T",
    ),
    (
        r"\gamma : \mathbb{R}\to\mathbb{R}^{m}, \mathrm{d}\gamma(t) = \gamma'(t)\,\mathrm{d}t, \frac{\mathrm{d}}{\mathrm{d}t}\|\gamma(t)\|^2 = 2\gamma(t)^\top\gamma'(t), \frac{d\gamma'(t)}{dt} = \gamma''(t)",
        "T T T",
    ),
    (
        r"\sigma : \mathbb{R} \to \mathbb{R}, \mathrm{d}\sigma(X) = \sigma'(X)\odot\mathrm{d}X, \sigma(X)_{ij} = \sigma(x_{ij}), \frac{\partial \sigma(x)}{\partial x} = \operatorname{diag}(\sigma'(x)), \mathrm{d}^2\sigma(x) = \sigma''(x)\odot\mathrm{d}x\odot\mathrm{d}x",
        "T T T T",
    ),
    (r"\sigma(s) := \frac{1}{1+e^{-s}}, \sigma'(s) = \sigma(s)(1-\sigma(s))", "U"),
    (
        r"\sigma(s) := \frac{1}{1+e^{-s}}, \sigma'(a) = \sigma(a)(1-\sigma(a)), \sigma'(X) = \sigma(X)\odot(\mathbf 1_m\mathbf 1_n^\top - \sigma(X)), \sigma(x) = \operatorname{sigmoid}(x)",
        "T T T",
    ),
    (
        r"f(X) := \operatorname{tr}(X^\top X), \nabla f(X) = 2X, f(Y) = \|Y\|_F^2, \nabla f(Y) = 2Y, \mathrm{d}f(Y) = 2\operatorname{tr}(Y^\top\mathrm{d}Y), \frac{\partial f}{\partial X} = 2X, f(A) = 1",
        "T T T T T F",
    ),
    (r"g(x, u) := x^\top u + a, g(u, y) = u^\top y + a, \frac{\partial g(x,u)}{\partial u} = x", "T T"),
    (
        r"U := X^\top X, U_{ij} = \sum_k x_{ki}x_{kj}, u_{ij} = U_{ij}, \mathrm{d}U = (\mathrm{d}X)^\top X + X^\top\mathrm{d}X, U^\top = U",
        "T T T T",
    ),
    (
        r"U := X^\top X = X^\top X + 0, U \succeq 0, U \in \mathbb{S}^{n}, U \in \mathbb{R}^{n\times n}, U \in \mathbb{R}^{m\times n}, U \in \mathbb{S}^n_{++}",
        "T T T T F F",
    ),
    (r"U \triangleq X^\top X, V \coloneqq UA, V = X^\top XA", "T"),
    (r"X^2 := XX", "F"),
    (r"\frac{\partial \operatorname{tr}A}{\partial A} := I", "T"),
    (r"\nabla_x (x^\top x) := 2x", "T"),
    (
        r"f := A x, \mathrm{d}A = 0, \mathrm{d}f = A\,\mathrm{d}x, \mathrm{d}f = A\,\mathrm{d}x + (\mathrm{d}A)x, \mathrm{d}A = 0",
        "T U",
    ),
    (r"f := A x, \mathrm{d}f = 0, \mathrm{d}f = A\,\mathrm{d}x + (\mathrm{d}A)x", "F T"),
    (
        r"W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D \\ \mathrm{d}(W_{d}W_{d-1}) = (\mathrm{d}W_d)W_{d-1} + W_d\,\mathrm{d}W_{d-1} \\ M := W_D W_{D-1}\cdots W_1, \\ M = \prod_{k=D}^{1}W_k, \quad M = \prod_{k=1}^{D}W_k, M^\top = \prod_{k=1}^D W_k^\top",
        "T T F T",
    ),
    (
        r"r_i := A^\top e_i,\ i = 1,\dots,n \\ A = \begin{bmatrix} r_1^\top \\ \vdots \\ r_n^\top\end{bmatrix}, r_i = a_{i,:}^\top, \quad (r_i)_j = a_{ij}, r_{i} = r_{j}",
        "T T T F",
    ),
    (r"c_0 := 1, c_{k} := k c_{k-1}, k = 1,\dots,4 \\ c_4 = 24, c_3 = 5", "T F"),
    (
        r"x_i \in \mathbb{R}^{p},\ i=1,\dots,N, \bar{x} := \frac1N\sum_{i=1}^N x_i \\ \sum_{i=1}^N (x_i - \bar x) = 0, \sum_i \|x_i-\bar x\|^2 = \sum_i\|x_i\|^2 - N\|\bar x\|^2",
        "T T",
    ),
    (r"x \in \mathbb{R}^{n}, x^\top x \in \mathbb{R}, Ax \in \mathbb{R}^{n}, Ax \in \mathbb{R}^m", "T T F"),
    (r"q = 3", "U"),
    (r"\frac{1}{n}\mathbf 1^\top x = \frac1n\sum_i x_i, n^2 = 9n - 20, \operatorname{tr} I_n = n", "T F T"),
    (r"T \in \mathbb{R}^{p \times n}, TA = T A^{\top\top} , T A^T = T A^\top", "U U"),
    (r"L \in \mathbb{R}^{T \times d}, L^\top L = (L^T L)", "U"),
    (r"L \in \mathbb{R}^{p \times d}, dL = \mathrm{d}L", "U"),
    (
        r"L \in \mathbb{R}^{p \times d}, \mathrm{d}(LL^\top) = (\mathrm{d}L)L^\top + L\,\mathrm{d}L^\top, \frac{1}{\sqrt d}\sqrt{d}L = L + 0",
        "T T",
    ),
    (r"\hat w := A^{-1}x, A\hat w = x, A \hat{w} = y", "T F"),
    (r"X_u := X + Y, X_u - X = Y", "T"),
    (r"\mathrm{d}X = 0,\ \mathrm{d}Y = 0, \mathrm{d}(X+Y) = 0", "T"),
    (r"\mathrm{d}(X+Y) = 0", "F"),
    (r"\mathcal{L} := \|Ax - y\|^2, \nabla_x \mathcal{L} = 2A^\top(Ax-y)", "T"),
    (r"V \in \mathbb{R}^{n\times 1}, V^\top V = \|V\|^2", "T"),
    (
        r"G : \mathbb{R}^{n}\times\mathbb{R}^{m} \to \mathbb{R}, \mathrm{d}G(x,z) = (\nabla_x G(x,z))^\top\mathrm{d}x + (\nabla_z G(x,z))^\top\mathrm{d}z",
        "T",
    ),
    (r"C := A + X", ""),
    (r"C := A + X, A = A + C", "U"),
]

RELATIONS_NAMES_OPERATORS = [
    (r"AB \ne BA, AB \ne AB + 0B, (A+B)^\top \ne A^\top + B^\top", "T F F"),
    (r"a \ne 0", ""),
    (
        r"\|x+y\| \le \|x\| + \|y\|, \|x+y\| \ge \|x\|, x^\top y \le \|x\|\|y\|, \|AB\|_F \le \|A\|_F\|B\|_F, a^2 \ge 0, a^2 > 0, a^2+1 > 0, (a-b)^2 \ge 10^{-3}-1",
        "T F T T T F T T",
    ),
    (r"x \le y", "U"),
    (
        r"A^\top A \succeq 0, A \preceq A^\top A + I, A + A^\top \succeq 0, A^\top A + I_n \succeq I_n",
        "T F F T",
    ),
    (r"X^\top(Xx - z) = 0 \Rightarrow X^\top Xx = X^\top z \Rightarrow x = (X^\top X)^{-1}X^\top z", "T T T"),
    (r"X^\top(Xx - z) = 0 \Rightarrow x = (X^\top X)^{-1}X^\top z + y", "F F"),
    (r"x^\top x = 4 \Rightarrow x = 2e_1", "T F"),
    (r"a^2 = 4 \Rightarrow a = 2", "T F"),
    (r"a^2 = 4 \Leftarrow a = 2", "T T"),
    (r"\nabla_x \|Xx-z\|^2 = 2X^\top(Xx-z) = 0 \Rightarrow x = (X^\top X)^{-1}X^\top z", "T T T"),
    (r"Ax = y \Rightarrow x = A^{-1}y", "T T"),
    (r"Ax = y \Rightarrow x = A^\top y", "F F"),
    (r"AXB = Y", "F"),
    (r"z^\top X x = 0 \Rightarrow x = 0", "T F"),
    (r"A = A, AB = A B, (A)B = AB", "U U U"),
    (r"A - A = B - B, 0A = 0", "U T"),
    (r"A \frac{\partial z}{\partial x} = 0", "U"),
    (r"\frac{\partial z}{\partial a} = 0, \frac{\partial z}{\partial a} + z = z", "T U"),
    (r"(A^{-1})^{-1} = A, (X^\top X)^{-1} = ((X^\top X)^{-1})^\top", "T T"),
    (r"(X^\top X)^{-1} = ((X^\top X)^{-1})^\top, (XX^\top)^{-1} = ((XX^\top)^{-1})^\top", "T U"),
    (r"\log a = \log a + 0, |a| = a", "T T"),
    (r"\log(-a^2) = 0", "U"),
    (r"\log a + \log b = \log ab, \log(a/b) = \log a - \log b", "T T"),
    (r"\sqrt{a^2} = |a|, \sqrt{a^2} = a", "T F"),
    (r"A^{-1} = A^\top, (X - X)^{-1} = A", "F F"),
    (
        r"\mathbf{A}\mathbf{x} = Ax + 0, \mathbf{AB}^\top = A\mathbf{B}^\top + 0, \boldsymbol{x}^\top\bm{y} = \mathbf{y}^\mathsf{T}\mathbf x, \mathbf{Ax+u} = u + Ax",
        "T T T T",
    ),
    (
        r"\mathbf{w} \in \mathbb{R}^{n}, w \in \mathbb{R}, \mathbf{w} w = w\mathbf{w}+0, \|w \mathbf{w}\|^2 = w^2\|\mathbf{w}\|^2",
        "T T",
    ),
    (r"\hat x := Ax, \tilde{x} := \hat{x} + u, \bar x := 2x, \tilde x - \hat x = u, \bar x = x", "T F"),
    (r"x^{*} := A^{-1}y, Ax^* = y, x^{\star} = x^*", "T U"),
    (r"x^{(1)} := Ax, x^{(2)} := Ax^{(1)}, x^{(2)} = A^2x", "T"),
    (
        r"x_{ij} = X_{ij}, X_{i,:} = e_i^\top X, X_{:,j} = Xe_j, (AB)_{ij} = A_{i,:}B_{:,j}, A^{-1}_{ij} = (A^{-1})_{ij}, x_n = e_n^\top x, x_1 = x_2",
        "T T T T U T F",
    ),
    (r"x_{ij} + 0 = X_{ij}, A^{-1}_{ij} + 0 = (A^{-1})_{ij},A^{-1}_{ij} = (A^{-1})_{ji}", "T T F"),
    (r"q_{ij} = a_{ij}, w_i = x_i", "U U"),
    (r"a_{ij} = a_{ji}, x_i + y_i = (x+y)_i, x_i z_i = z_i x_i + 0", "F T F"),
    (
        r"I A = A, A I = IA, A + I = I + A, Ax = A I x, I_n A = A, x^\top\mathbf 1 = \sum_i x_i, \mathbf{1}^\top A\mathbf{1} = \sum_{i,j}a_{ij}, \boldsymbol 1_m z^\top \mathbf 1 = (\mathbf 1^\top z)\mathbf 1_m, \mathbb 1^\top x = x^\top\mathbb{1}",
        "T T T T T T T T T",
    ),
    (r"\mathbf 1^\top\mathbf 1 = n, \operatorname{tr}I = n, \mathbf 1_n^\top\mathbf 1_n = n", "U U T"),
    (
        r"e_i^\top A e_j = a_{ij}, E_{ij} = e_ie_j^\top, X^\top E_{ij} = X^\top e_ie_j^\top, E_{ij}A = e_i e_j^\top A, \operatorname{tr}(E_{ij}A) = a_{ji}, \delta_{ij} = e_i^\top I_n e_j",
        "T U U U T T",
    ),
    (
        r"K_{mn}\operatorname{vec}(X) = \operatorname{vec}(X^\top), K_{nm}\operatorname{vec}X = \operatorname{vec}X^\top, K_{mn}^\top = K_{mn}^{-1}, I_{mn} = K_{nm}K_{mn}, \mathbf 1_{mn} = \operatorname{vec}(\mathbf 1_m\mathbf 1_n^\top)",
        "T F T T T",
    ),
    (
        r"S \in \mathbb{S}^n, \operatorname{vec}S = D_n\operatorname{vech}S, \operatorname{vec}A = D_n\operatorname{vech}(A)",
        "T F",
    ),
    (r"e^{a}e^{b} = e^{a+b}, e^{a}e^{b} = e^{ab}, e^{\pi} = e^{\pi + 0}", "T F T"),
    (r"\mathbf{0} = A - A, A + 0 = A, x + \mathbf 0 = x", "T T T"),
    (r"\sum_i x_i y_i = x^\top y, \sum_i x_i + y_i = x^\top y", "T U"),
    (r"\delta_{ij}x_j = x_i\delta_{ij}, \sum_j\delta_{ij}x_j = x_i", "T T"),
    (r"1/2x = x", "U"),
    (r"a/2 = \frac{a}{2}, x/2 = \frac12x, x^\top y/a = \frac{x^\top y}{a}, \frac{x}{y} = x", "T T T F"),
    (
        r"a/2 + 0= \frac{a}{2}, A \cdot B = AB, A \times B = AB+0, 2 \times A = A + A, a\cdot A = aA",
        "T U T T U",
    ),
    (r"AX = X", "F"),
    (
        r"A \odot B = B \odot A, A \circ B = A \odot B, A \oslash B \odot B = A, (A\odot B)_{ij} = a_{ij}b_{ij}, X\otimes Y = Y \otimes X",
        "T U U T F",
    ),
    (
        r"A \odot BA = A\odot(BA), A\odot XY = X, aA\odot B = a(A \odot B), A B\otimes X = (AB)\otimes X",
        "U F T U",
    ),
    (r"A \odot BA = (A\odot B)A", "U"),
    (r"(A\otimes X)(B\otimes x) = AB\otimes Xx", "T"),
    (
        r"X^\top + 0 = X^T, X^{\mathsf T} = X^{\mathrm{T}} + 0, X^\intercal = X^t + 0, X'X = X^\top X+0, x'y = y'x, (A')' = A",
        "T T F T T T",
    ),
    (
        r"(AB)^{-1} = B^{-1}A^{-1}, A^{-\top} = (A^\top)^{-1}, A^{-T} = A^{-1T}+0, A^{-1T} = (A^{-1})^T, (AB)^{-1} = A^{-1}B^{-1}",
        "T T T T F",
    ),
    (
        r"A^2 = AA, A^0 = I, A^{-2}A^2 = I, X^2 = X, x^2 = x, t^{1/2}t^{1/2} = t, t^{a}t^{b} = t^{a+b}, t^{0.5} = \sqrt t",
        "T T T F U T T T",
    ),
    (
        r"P \in \mathbb{S}^n_{++}, P^{1/2}P^{1/2} = P, (P^{1/2})^\top = P^{1/2}, P^{-1/2}PP^{-1/2} = I",
        "T T T",
    ),
    (
        r"A^{\#}A = |A|I, \operatorname{adj}(A)A = \det(A)I, A^\# = \det(A)A^{-1}, \operatorname{adj}(\operatorname{adj}A) = |A|A, \operatorname{adj}(\operatorname{adj}A) = |A|^{n-2}A, A^{\#}=A^{\#}+0",
        "T T T F T T",
    ),
    (
        r"X X^{+} X = X, X^\dagger = X^+ + 0, X^+ X X^+ = X^+, (X^+)^\top = (X^\top)^+, X^+X = XX^+",
        "T T T T F",
    ),
    (
        r"\det(AB) = \det A\det B, \det A\operatorname{tr}(B) = |A|\operatorname{tr}B, |AB| = |A||B|, |A^\top| = |A|, |a| = |-a|, |x| = 1, |X| = 1, |aA| = a^n|A|",
        "T T T T T U F T",
    ),
    (
        r"\operatorname{vec}(ABA) = (A^\top\otimes A)\operatorname{vec}B, \operatorname{diag}(x)y = x\odot y, \operatorname{diag}(A)^\top\mathbf 1 = \operatorname{tr}A, \operatorname{diag}(\operatorname{diag}(x)) = x, \operatorname{vec}(A)^\top\operatorname{vec}(B) = \langle A,B\rangle",
        "T T T T T",
    ),
    (
        r"\|x\| = \sqrt{x^\top x}, ||x||^2 = \lVert x\rVert_2^2 + 0, \|x\|_1 = \sum_i |x_i|, \|x\|_\infty \le \|x\|, \|X\| = 1, \|X\|_F^2 = \|X\|^2_F + 0, \|X\|_F = \sqrt{\operatorname{tr}(X^\top X)}, \|X\|_2 \le \|X\|_F, \|X\|_F \le \|X\|_*",
        "T T T T U T T T T",
    ),
    (
        r"\langle X, Y\rangle = \operatorname{tr}(X^\top Y) = \sum_{i,j}x_{ij}y_{ij}, \langle x, y\rangle = x^\top y, \langle X, A \rangle = 1",
        "T T T F",
    ),
    (
        r"\sin(x)\odot\sin(x) + \cos(x)\odot\cos(x) = \mathbf 1, \sin^2 a + \cos^2 a = 1, \tanh a = \frac{e^a-e^{-a}}{e^a+e^{-a}}, \tanh(a) = 2\operatorname{sigmoid}(2a) - 1, \exp(x)_i = e^{x_i}, \log(x)^\top y= y^\top\log(x), \log(\exp(x)) = x",
        "T T T T T T T",
    ),
    (r"\operatorname{relu}(x) = \max(x,0), \operatorname{sign}(x)\odot x = |x|", "T U"),
    (
        r"\operatorname{relu}(a) = \max(a,0) = \frac{a+|a|}{2} = \max(0,a), \mathbb{1}[a>0]a = \operatorname{relu}(a), \mathbf 1(x>0)\odot x = \operatorname{relu}(x), \min(a,b) + \max(a,b) = a+b, \operatorname{relu}(-x) = \operatorname{relu}(x)-x",
        "T T T T T T T",
    ),
    (
        r"\operatorname{softmax}(x) = \frac{\exp(x)}{\mathbf 1^\top\exp(x)}, \operatorname{softmax}_{\mathrm{row}}(X)\mathbf 1 = \mathbf 1, \mathbf 1^\top\operatorname{softmax}_{\mathrm{col}}(X) = \mathbf 1^\top, \log\operatorname{softmax}(x) = x - \mathbf 1\log(\mathbf 1^\top\exp(x)), \operatorname{softmax}(X) = X",
        "T T T T U",
    ),
]

SUMS_MATRICES_DERIVATIVES = [
    (r"a \ne 0, \det A \ne 0, A - A \ne 0", ""),
    (r"a^2 = 4 \Leftarrow a = 2", "T T"),
    (r"a^2 = 5 \Leftarrow a = 2", "F F"),
    (r"\log(-a^2) = 0", "U"),
    (
        r"\sum_{i=1}^{n} x_i = \mathbf 1^\top x, \sum_{i,j} a_{ij}x_ix_j = x^\top Ax = \sum_i\sum_j x_ia_{ij}x_j, \sum_{j\ne i} x_j = \mathbf 1^\top x - x_i, \sum_{i<j} a_{ij} + \sum_{i>j}a_{ij} + \operatorname{tr}A = \sum_{i,j=1}^n a_{ij}, \sum_{1\le i<j\le n} a_{ij} = \sum_{i<j}a_{ij}",
        "T T T T T T",
    ),
    (r"\sum_{i=1}^{n} x_i = \mathbf 1^\top x + x_i", "U"),
    (
        r"AB \ne BA, \det(X^\top X) \ne \det(XX^\top), A + B \ne B + A, \operatorname{tr}AB \ne \operatorname{tr}BA, P \in \mathbb{R}^{m\times n}, \det(AX^\top P) \ne \operatorname{tr}(X^\top PA)",
        "T T F F T",
    ),
    (
        r"A^2_{ij} = (A_{ij})^2, A_{ij}^2 = (A^2)_{ij}, A_{ij}^{-1} = 1/A_{ij}, A_{ij}^\top = A_{ji}, A_{ij}^{-\top} = A_{ji}",
        "U F U U U",
    ),
    (
        r"A^{-1}_{ij} = (A^{-1})_{ij}, A^{-1}_{ij} = 1/A_{ij}, A^\top_{ij} = A_{ji}, x^2_i = (x_i)^2, \sum_{i,j}X^2_{ij} = \sum_{i,j} x_{ij}^2 = \|X\|_F^2, x_{ij}^{-1} = 1/X_{ij} = X_{ij}^{-1}",
        "U F T T T T T T",
    ),
    (
        r"c_k \in \mathbb{R},\ k = 1,\dots,D \\ \prod_{k=1}^{j}c_k\prod_{k=j+1}^{D}c_k = \prod_{k=1}^{D}c_k \\ \frac{\partial}{\partial c_j}\prod_{k=1}^{D} c_k = \prod_{k=1}^{j-1} c_k \prod_{k=j+1}^{D} c_k",
        "T T",
    ),
    (r"\prod_{k=1}^{3} A = A^3, \prod_{i=1}^n x_i = \prod_{i=n}^1x_i, \prod_{i} t = t^n", "T T U"),
    (
        r"2\sum_{i=1}^n x_i y_i - a = 2x^\top y - a, \sum_i (x_i + y_i) = \sum_i x_i + \sum_j y_j, \sum^n_{i=1}x_i = \mathbf 1^\top x",
        "T T T",
    ),
    (
        r"x = \begin{bmatrix}x_1\\ \vdots\\ x_n\end{bmatrix} = \begin{pmatrix}x_1\\ x_2\\ \vdots\\ x_n\end{pmatrix} = (x_1, x_2, \dots, x_n)^\top = [x_1,\ldots,x_n]^T, x = (x_1,\dots,x_n)",
        "T T T T F",
    ),
    (
        r"X = \begin{bmatrix}x_{11}&x_{12}&\cdots&x_{1n}\\ x_{21}&x_{22}&\cdots&x_{2n}\\ \vdots&\vdots&\ddots&\vdots\\ x_{m1}&x_{m2}&\cdots&x_{mn}\end{bmatrix}= \left[\begin{array}{ccc}x_{11}&\cdots&x_{1n}\\ \vdots& &\vdots\\ x_{m1}&\cdots&x_{mn}\end{array}\right]",
        "T T",
    ),
    (
        r"X = \begin{bmatrix}x_{11}&\cdots&x_{1m}\\ \vdots&\ddots&\vdots\\ x_{n1}&\cdots&x_{nm}\end{bmatrix}",
        "F",
    ),
    (
        r"I_n = \begin{bmatrix}1&0&\cdots&0\\0&1&\cdots&0\\ \vdots&\vdots&\ddots&\vdots\\0&0&\cdots&1\end{bmatrix} = \begin{bmatrix}1&&\\&\ddots&\\&&1\end{bmatrix}, \operatorname{diag}(x) = \begin{bmatrix}x_1&&\\&\ddots&\\&&x_n\end{bmatrix} = \begin{bmatrix}x_1& & & \\ &x_2& & \\ & &\ddots & \\ & & & x_n\end{bmatrix}, \mathbf 1_n = \begin{bmatrix}1\\ \vdots\\1\end{bmatrix}",
        "T T T T T",
    ),
    (
        r"\begin{bmatrix}A & 0\\ 0& I\end{bmatrix}\begin{bmatrix}B\\ A\end{bmatrix} = \begin{bmatrix}AB\\ A\end{bmatrix}, \det\begin{bmatrix}a & b\\ b& a\end{bmatrix} = a^2-b^2, \begin{vmatrix}a & b\\ b& a\end{vmatrix} = (a-b)(a+b), [x, y] = \begin{bmatrix}x & y\end{bmatrix}, [xy] = [x,y]",
        "T T T T F",
    ),
    (r"[x\; y] = [x,y]", "U"),  # a row without a comma, or a product
    (
        r"x_1 + x_2 + \cdots + x_n = \mathbf 1^\top x, x_1y_1 + \cdots + x_ny_n = x^\top y, x_1 + \dots + x_{n-1} + x_n = \sum_i x_i, x_n + x_{n-1} + \cdots + x_1 = \sum_i x_i, x_1 + x_3 + \cdots + x_n = \sum_i x_i, a_{11}+a_{22}+\cdots+a_{nn} = \operatorname{tr}A, x_1x_2\cdots x_n = \prod_{i=1}^nx_i",
        "T T T T U T T",
    ),
    (
        r"\operatorname{tr} AB = \operatorname{tr}(AB), \operatorname{tr}(A)B = B\operatorname{tr}A, \operatorname{tr}A\,\mathrm{d}B = \operatorname{tr}(A\,\mathrm{d}B), \cos a\,\mathrm{d}a = \mathrm{d}\sin a, \det AB = \det A\det B, \log\det A^2 = 2\log|\det A|, \operatorname{tr}A + B = B",
        "T T T T T T F",
    ),
    (
        r"\log 2\pi = \log(2\pi), \log(a)^2 = (\log a)^2, \log a\operatorname{tr}A = (\log a)\operatorname{tr}(A), \operatorname{vec}(A)^\top = (\operatorname{vec}A)^\top, \operatorname{tr}(A)^2 = \operatorname{tr}(A)\operatorname{tr}(A)",
        "T T T T T",
    ),
    (
        r"\mathrm{d}A^{-1} = -A^{-1}(\mathrm{d}A)A^{-1}, dA^{-1} = -A^{-1}dA A^{-1}, dAB = (dA)B, d(AB) = dA\,B + A\,dB, \mathrm{d}AB = A\,\mathrm{d}B",
        "T T U T F",
    ),
    (
        r"\text{d}(AB) = \text{d}A\cdot B + A\cdot\text{d}B, \text{d tr}(A) = \text{tr}(\text{d}A), \partial(AB) = (\partial A)B + A\,\partial B, \partial A^{-1} = -A^{-1}(\partial A)A^{-1}",
        "T T T T",
    ),
    (r"\mathrm{d}a^2 = 2a\,\mathrm{d}a", "U"),
    (
        r"\mathrm{d}(a^2) = 2a\,\mathrm{d}a, \mathrm{d}^2(a^3) = 6a(\mathrm{d}a)^2, \mathrm{d}(\mathrm{d}(a^3)) = 6a(\mathrm{d}a)^2, \mathrm{d}^2\det A = 0, \mathrm{d}^2 (x^\top Ax) = 2(\mathrm{d}x)^\top A\,\mathrm{d}x + 2(\mathrm{d}x)^\top(\mathrm{d}A+\mathrm{d}A^\top)x, \mathrm{d}\mathrm{d}x = 0",
        "T T T F T T",
    ),
    (
        r"\frac{\partial Ax}{\partial x} = A^\top, \frac{\partial x^\top Ax}{\partial x} = (A+A^\top)x, \nabla_x x^\top A x = (A+A^\top)x, \frac{\partial}{\partial x}x^\top Ax = (A+A^\top)x, \frac{\partial}{\partial x}(x^\top x)\,y^\top = 2xy^\top, \partial (x^\top y)/\partial x = y, \partial \operatorname{tr}(AB)/\partial A = B^\top",
        "T T T T T T T",
    ),
    (r"f := \operatorname{tr}(AXX^\top), \nabla_X f = A", "U"),
    (
        r"f := \operatorname{tr}(AX^\top X), \nabla_X f = X(A+A^\top), \nabla_X f\, x = X(A+A^\top)x, \frac{\mathrm{d}f}{\mathrm{d}X} = X(A+A^\top), \frac{d}{dX}f = \nabla_X f + 0, \nabla f = X",
        "T T T T U",
    ),
    (
        r"\mathrm{d}A = 0, \frac{\partial x^\top Ax}{\partial x} = (A+A^\top)x, \mathrm{d}(Ax) = A\,\mathrm{d}x, (\mathrm{d}A)x + y = y, \mathrm{d}A = 0, \mathrm{d}(A^2) = 0, \mathrm{d}(A^2) + 0 = 0",
        "T T U T U",
    ),
    (
        r"\frac{\partial^2 x^\top Ax}{\partial x\,\partial x^\top} = A+A^\top, \nabla_x^2(x^\top Ax) = A+A^\top, \frac{\partial^2 (x^\top Ax)}{\partial x_i\,\partial x_j} = a_{ij}+a_{ji}, \frac{\partial^2 (x^\top Ay)}{\partial x\,\partial y^\top} = A, \frac{\partial^2 (x^\top Ay)}{\partial y\,\partial x^\top} = A^\top,  \frac{\partial^2 (a^3)}{\partial a^2} = 6a, \frac{\partial^2 x^\top Ax}{\partial x^2} = A + A^\top, \nabla^2_x (x^\top A x) = A",
        "T T T T T T T F",
    ),
    (
        r"\frac{\partial X}{\partial x_{ij}} = E_{ij}, \frac{\partial X}{\partial X_{ij}} = e_ie_j^\top, \frac{\partial \operatorname{tr}(A^\top B)}{\partial A_{ij}} = b_{ij}, \frac{\partial (A^{-1})_{kl}}{\partial A_{ij}} = -(A^{-1})_{ki}(A^{-1})_{jl}, \frac{\partial(A^{-1})_{kl}}{\partial A_{ij}} = -(A^{-1})_{kj}(A^{-1})_{il}",
        "T T T T F",
    ),
    (
        r"R := Xx - z, l := R^\top R, \frac{\partial l}{\partial R} = 2R, \frac{\partial l}{\partial x} = \frac{\partial R}{\partial x}\frac{\partial l}{\partial R}, \frac{\partial \|z\|^2}{\partial R} = 0, \frac{\partial (l + x^\top x)}{\partial R} = 2R",
        "T T U T",
    ),
    (
        r"S \in \mathbb{S}^n, \frac{\partial \operatorname{tr}(AS)}{\partial S} = A^\top, \frac{\partial x^\top S x}{\partial S} = xx^\top, \mathrm{d}\operatorname{tr}(AS) = \frac12\operatorname{tr}((A+A^\top)\mathrm{d}S), \frac{\partial\operatorname{tr}(AS)}{\partial\operatorname{vech}(S)} = D_n^\top\operatorname{vec}(A^\top), \frac{\partial \operatorname{tr}(AS)}{\partial \operatorname{vec}(S)} = \operatorname{vec}(A^\top), \frac{\partial\log\det S}{\partial S} = S^{-1}, \frac{\partial \operatorname{tr}(AS)}{\partial S} = \frac12(A+A^\top)",
        "T T F T T T F",
    ),
    (
        r"\frac{\partial \operatorname{vec}(AB)}{\partial\operatorname{vec}(A)} = B\otimes I_n, \frac{\partial\operatorname{vec}(AB)}{\partial\operatorname{vec}(A)^\top} = B^\top\otimes I_n, \frac{\partial Ax}{\partial x^\top} = A, \frac{\partial x^\top y}{\partial x^\top} = y^\top",
        "T T T T",
    ),
    (
        r"F : \mathbb{R}\to\mathbb{R}, F''(0) = F''(0)+0, F(s) := s^3, F'(t) = 3t^2, F''(0) = 0, F''(1) = 6",
        "T T T T",
    ),
    (
        r"\mathrm{d}\operatorname{relu}(x) = \mathbf 1(x>0)\odot\mathrm{d}x, \frac{\partial}{\partial x}\sum_i\max(0,x_i) = \mathbb 1[x > 0], \frac{\partial\|x\|}{\partial x} = \frac{x}{\|x\|}, \frac{\partial\|x\|_1}{\partial x} = \operatorname{sign}(x)",
        "T T T T",
    ),
    (
        r"\mathrm{d}X^{+} = 0, P \in \mathbb{S}^n_{++}, \mathrm{d}P^{1/2}P^{1/2} + P^{1/2}\mathrm{d}P^{1/2} = \mathrm{d}P, \mathrm{d}e^{A} = e^A\mathrm{d}A, \frac{\mathrm{d}}{\mathrm{d}t} e^{tA} = Ae^{tA}, \det e^{A} = e^{\operatorname{tr}A}, \frac{\partial\|X\|_*}{\partial X} = X(X^\top X)^{-1/2}, m \ge n",
        "F T F T T T",
    ),
]

LIMITS = [
    (
        r"\exp : \mathbb{R}^{n\times n}\to\mathbb{R}^{n\times n}, \exp(A)\exp(A) = \exp(2A), \exp(A+B) = \exp(A)\exp(B), \exp(A)=e^A",
        "T F T",
    ),
    (r"p := \operatorname{softmax}(x), p \in \Delta^n, p \in \{e_1,\dots,e_n\}", "T F"),
    (
        r"\operatorname{diag}(x_1,\dots,x_n) = \operatorname{diag}(x), \operatorname{diag}(a,b) = \begin{bmatrix}a&0\\0&b\end{bmatrix}",
        "T T",
    ),
    (r"\mathbb{1}[i = j] = \delta_{ij}, \sum_j \mathbb{1}[j=i]x_j = x_i", "T T"),
    (
        r"l_i \in \{1,\dots,c\}, s_i \in \mathbb{R}^{c}, i=1,\dots,N \\ e_{l_i}^\top s_i = (s_i)_{l_i}, \frac{\partial}{\partial s_i}(s_i)_{l_i} = e_{l_i}, \sum_{i=1}^N (s_i)_{l_i} = \sum_{i=1}^N e_{l_i}^\top s_i",
        "T T T",
    ),
    (r"\sum_{i=1}^{1000000000} a = a", "U"),
    (r"I_{1000000000}A = A, K_{1000,1000} = A, a = 10^{10^{10^{10}}}, a^{100} = a", "U U U U"),
    (
        r"a = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))+0",
        "U",
    ),
    (
        r"a + 0= ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
        "T",
    ),
    (
        r"W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D \\ m_D = 1, w \in \mathbb{R}^{m_0}, f := W_D (\prod_{k=D-1}^{1}W_k) w, \operatorname{tr}f = f, |f| \ge f",
        "T T",
    ),
    (
        r"\mathrm{d}\operatorname{vec}X = \operatorname{vec}\mathrm{d}X, \mathrm{d}\operatorname{vec}(X) = \operatorname{vec}(\mathrm{d}X)",
        "T T",
    ),
    (r"\sum_{i<j} a_{ij} + \sum_{i>j}a_{ij} + \operatorname{tr}A = \sum_{i,j=1}^n a_{ij}", "T"),
    (r"e^x = x", "U"),
]

OTHER_AUTHORS = [
    (
        r"\mu := \frac{1}{n}\sum_{i=1}^n x_i, \sigma := \sqrt{\frac1n\sum_{i=1}^n(x_i-\mu)^2+t}, \hat x_i := \frac{x_i-\mu}{\sigma}, i=1,\dots,n \\ \frac{\partial\mu}{\partial x_i} = \frac1n, \frac{\partial \sigma}{\partial x_i} = \frac{x_i-\mu}{n\sigma}, \frac{\partial\hat x_i}{\partial x_j} = \frac{1}{\sigma}\left(\delta_{ij} - \frac1n - \frac{1}{n}\hat x_i\hat x_j\right)",
        "T T T",
    ),
    (
        r"p := \frac{1}{1+e^{-x^\top y}}, \mathrm{d}A=0,\mathrm{d}y = 0, \nabla_x \log p = (1-p)y, \nabla_x^2\log p = -p(1-p)yy^\top",
        "T T",
    ),
    (
        r"\frac{\partial}{\partial A}\log|A| = A^{-\top}, \frac{\partial |A|}{\partial A} = |A|(A^{-1})^\top, \frac{\partial\operatorname{tr}(A^{-1}B)}{\partial A} = -(A^{-1}BA^{-1})^\top, \frac{\partial a\,x^\top A^{-1}y}{\partial A} = -aA^{-\top}xy^\top A^{-\top}",
        "T T T T",
    ),
    (r"\frac{\partial \operatorname{tr}(A^k)}{\partial A} = k(A^{k-1})^\top, k \in \mathbb{N}", "U"),
    (
        r"k \in \mathbb{N}, \frac{\partial \operatorname{tr}(A^k)}{\partial A} = k(A^{k-1})^\top, \mathrm{d}A^{k} = kA^{k-1}\mathrm{d}A",
        "T U",
    ),
    (
        r"\frac{\partial \|X\|_F}{\partial X} = \frac{X}{\|X\|_F}, \frac{\partial \operatorname{tr}(XX^\top XX^\top)}{\partial X} = 4XX^\top X, \frac{\partial x^\top X^\top Xy}{\partial X} = X(xy^\top+yx^\top)",
        "T T T",
    ),
    (
        r"\nabla_x \operatorname{softmax}(x)^\top y = (\operatorname{diag}(\operatorname{softmax}(x)) - \operatorname{softmax}(x)\operatorname{softmax}(x)^\top)y",
        "U",
    ),
    (
        r"\frac{\partial\operatorname{softmax}(x)}{\partial x} = \operatorname{diag}(\operatorname{softmax}(x)) - \operatorname{softmax}(x)\operatorname{softmax}(x)^\top",
        "T",
    ),
    (
        r"\mathrm{d}(A\otimes B) = \mathrm{d}A\otimes B + A\otimes\mathrm{d}B, (A\otimes B)^{-1} = A^{-1}\otimes B^{-1}, \operatorname{tr}(A\otimes B) = \operatorname{tr}A\operatorname{tr}B, |A\otimes B| = |A|^n|B|^n, |A\otimes B| = |A||B|",
        "T T T T F",
    ),
    (
        r"(A + xy^\top)^{-1} = A^{-1} - \frac{A^{-1}xy^\top A^{-1}}{1+y^\top A^{-1}x}, \det(A + xy^\top) = (1+y^\top A^{-1}x)\det A, \det(I_n + AB) = \det(I + BA)",
        "T T T",
    ),
    (r"\begin{bmatrix}A & x\\ y^\top & a\end{bmatrix}^{-1} = A^{-1}", "F"),
    (r"\left|\begin{matrix}A & x\\ y^\top & a\end{matrix}\right| = |A|(a - y^\top A^{-1}x)", "T"),
    (r"\operatorname{rank}(A) = n", "U"),
    (
        r"\mathrm{d}X^{\top} = (\mathrm{d}X)^{\top}, \mathrm{d}(X^\top X) = X^\top\,\mathrm{d}X + (\mathrm{d}X)^\top X, \mathrm{d}\|x\| = \frac{x^\top\mathrm{d}x}{\|x\|}, \mathrm{d}X^\top X = (\mathrm{d}X)^\top X + 0",
        "T T T T",
    ),
    (
        r"f(x) := x^\top Ax + \log(1+x^\top x), \nabla f(x) = (A+A^\top)x + \frac{2x}{1+x^\top x}, \nabla^2 f(x) = A+A^\top + \frac{2I}{1+x^\top x} - \frac{4xx^\top}{(1+x^\top x)^2}",
        "T T",
    ),
    (r"x_{k} := A x_{k-1}, x_0 := y, k = 1,\dots,3 \\ x_3 = A^3y", "T"),
    (r"h_0 := z, h_t := \tanh(X u_t), t=1,\dots,T", "U"),
    (r"S := \{1,2\}", "U"),
    (r"x^2 = x \odot x", "U"),
    (r"A > 0", "U"),
    (r"\|x\|_p = 1", "U"),
    (r"\int f = 1, \lim x = 0, \vec{x} = x", "U U U"),
    (r"f'(x) = 1", "U"),
    (r"\operatorname{argmin}_x x = 0", "U"),
    (r"\operatorname{E}[x] = x", "U"),
    (r"A_{1,1} + A_{22} = a_{11}+a_{2,2}, A_{i\cdot} = x", "T U"),
    (r"\frac{\partial f}{\partial x} = x", "U"),
    (
        r"\frac{\mathrm{d}x^\top x}{\mathrm{d}x} = 2x, \frac{d(x^\top x)}{dx} = 2x, \frac{\mathrm dA}{\mathrm dt}=0, \frac{\partial x^\top Ax}{\partial x}^\top = x",
        "T T T U",
    ),
    (
        r"x^\top A x \ge 0, x^\top A^\top A x \ge 0, |x^\top y| \le \|x\|\|y\|, \operatorname{tr}(A^\top A) \ge 0, e^{a} > 0, e^{a} \ge 1 + a, \log t \le t - 1, (a+b)^2 \le 2a^2+2b^2, (a+b)^2 \le a^2+b^2, \sqrt{ab} \le \frac{a+b}{2}",
        "F T T T T T T T F F",
    ),
    (
        r"\det(A)^2 \ge 0, \operatorname{tr}(A)^2 \le n\|A\|_F^2, \operatorname{tr}(A)^2 \le \|A\|_F^2, \|A\|_2 \le 1",
        "T T F F",
    ),
]

BOTH_LAYOUTS = [
    (
        r"\tanh'(a) = 1-\tanh(a)^2, \exp'(a) = e^a, \log''(t) = -\frac{1}{t^2}, \relu'(a) = \mathbb{1}[a>0], \operatorname{relu}'(a) = \mathbb{1}[a>0], \sin'(a) = -\cos(a)",
        "T T T U T F",
    ),
    (
        r"\mathrm{d}\tanh(x) = \tanh'(x)\odot\mathrm{d}x, \tanh'(X)\odot X = X - \tanh(X)\odot\tanh(X)\odot X, \tanh^\prime(a) = \tanh'(a) + a - a, \operatorname{tr}'(A) = 1",
        "T T T U",
    ),
    (r"R := A + B, A^TR = (R^TA)^T, A^TRB = A^TAB + A^TBB, A_R = A", "T T U"),
    (r"\mathrm{d}f = \operatorname{tr}(G^\top\mathrm{d}X)", "U"),
    (
        r"f := \|XA-Y\|_F^2 + t\|A\|_F^2, \mathrm{d}X=0, \mathrm{d}Y = 0, \mathrm{d}t = 0, \mathrm{d}f = 2\operatorname{tr}((XA-Y)^\top X\,\mathrm{d}A) + 2t\operatorname{tr}(A^\top\mathrm{d}A), \frac{\partial f}{\partial A} = 2X^\top(XA-Y)+2tA, \frac{\partial f}{\partial A} = 0 \Rightarrow A = (X^\top X + tI)^{-1}X^\top Y",
        "T T T T",
    ),
    (
        r"f := \|XA-Y\|_F^2, \frac{\partial f}{\partial A} = 2X^\top(XA-Y) = 0 \implies A = (X^\top X)^{-1}X^\top Y",
        "T T T",
    ),
    (r"\begin{cases} x + y = u \\ x - y = u \end{cases}", "U"),
    (
        r"L := -\sum_{i=1}^n y_i\log\frac{e^{x_i}}{\sum_{j=1}^n e^{x_j}}, \mathrm{d}y = 0, \frac{\partial L}{\partial x_i} = (\sum_{k=1}^n y_k)\frac{e^{x_i}}{\sum_{j=1}^n e^{x_j}} - y_i",
        "T",
    ),
    (
        r"J := \frac{\partial Ax}{\partial x}, J = A^\top, \operatorname{vec}(J) = \operatorname{vec}(A^\top)",
        "T T",
    ),
    (
        r"g(A) := \log\det A, \mathrm{d}g(A) = \operatorname{tr}(A^{-1}\mathrm{d}A), \mathrm{d}^2g(A) = -\operatorname{tr}((A^{-1}\mathrm{d}A)^2), \nabla g(A) = A^{-\top}, \frac{\partial^2 g(A)}{\partial a_{ij}\partial a_{kl}} = -(A^{-1})_{jk}(A^{-1})_{li}",
        "T T T T",
    ),
    (
        r"\mathbf{x}^T\mathbf{A}\mathbf{x} = \mathbf{x^TAx}+0, \boldsymbol{A x} = Ax + 0, {\bf x}^T y = x^\top y",
        "T T U",
    ),
    (r"\lambda \in \mathbb{R}, v \in \mathbb{R}^n, Av = \lambda v", "F"),
    (r"C \in \mathbb{R}^{n \times n}, C^\top = -C", "F"),
    (
        r"\frac{1}{2}\frac{\partial}{\partial x}\|Xx - z\|^2 = X^\top(Xx-z), \frac{\partial \frac12\|Xx-z\|^2}{\partial x} = X^\top(Xx-z), \frac12\nabla_x\|Xx-z\|_2^2 = X^\top(Xx-z)",
        "T T T",
    ),
    (
        r"\operatorname{tr}(\mathrm{d}A\,B) = \operatorname{tr}(B\,\mathrm{d}A), \langle A, \mathrm{d}B\rangle = \operatorname{tr}(A^\top\mathrm{d}B), \mathrm{d}\langle x,y\rangle = \langle\mathrm{d}x,y\rangle+\langle x,\mathrm{d}y\rangle",
        "T T T",
    ),
    (r"\max_i x_i = 1, \max(x) = 1", "U U"),
    (
        r"x_1^2 + \dots + x_n^2 = \|x\|^2, \sqrt{x_1^2+x_2^2+\cdots+x_n^2} = \|x\|, (x_1, \ldots, x_n) = x^\top, \{x_1\} = x_1",
        "T T T U",
    ),
    (r"A = LL^\top", "U"),
    (
        r"\mathrm{d}X = \begin{bmatrix}\mathrm{d}x_{11}&\cdots&\mathrm{d}x_{1n}\\ \vdots&\ddots&\vdots\\ \mathrm{d}x_{m1}&\cdots&\mathrm{d}x_{mn}\end{bmatrix}, \frac{\partial\operatorname{tr}(X^\top Y)}{\partial X} = \begin{bmatrix}y_{11}&\cdots&y_{1n}\\ \vdots&\ddots&\vdots\\ y_{m1}&\cdots&y_{mn}\end{bmatrix}",
        "T T",
    ),
    (
        r"\sum_{i=1}^{n} e_ie_i^\top = I, \sum_{i} e_i e_i^\top = I_n, \sum_{i=1}^n x_i e_i = x, \sum_{i=1}^m\sum_{j=1}^n x_{ij}E_{ij} = X",
        "U U T T",
    ),
    (
        r"Q \in \mathrm{O}(n), \|Qx\| = \|x\|, \mathrm{d}(Q^\top Q) = 0, \mathrm{d}Q = -Q(\mathrm{d}Q)^\top Q",
        "T T T",
    ),
]


@pytest.mark.parametrize(("latex", "expected"), SIZES_FROM_THE_CONTEXT)
def test_sizes_from_the_context(latex: str, expected: str) -> None:
    assert outcome(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), RUNS_OF_DOTS)
def test_runs_of_dots(latex: str, expected: str) -> None:
    assert outcome(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), ROWS_AND_RELATIONS)
def test_rows_and_relations(latex: str, expected: str) -> None:
    assert outcome(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), KINDS_OF_STATEMENT)
def test_kinds_of_statement(latex: str, expected: str) -> None:
    assert outcome(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), RELATIONS_NAMES_OPERATORS)
def test_relations_names_operators(latex: str, expected: str) -> None:
    assert outcome(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), SUMS_MATRICES_DERIVATIVES)
def test_sums_matrices_derivatives(latex: str, expected: str) -> None:
    assert outcome(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), LIMITS)
def test_limits(latex: str, expected: str) -> None:
    assert outcome(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), OTHER_AUTHORS)
def test_other_authors(latex: str, expected: str) -> None:
    assert outcome(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), BOTH_LAYOUTS)
def test_both_layouts(latex: str, expected: str) -> None:
    assert outcome(latex) == expected
