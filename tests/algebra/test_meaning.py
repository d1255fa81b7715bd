"""What names, families, dots, cases and sums mean, on small pages: True, False, Unreadable."""

from __future__ import annotations

import re

import pytest

from verdicts import claims_of, verdicts_of

LETTERS = {"true": "T", "false": "F", "unreadable": "U"}

NAMES = [
    (
        r"$W \in \mathbb{R}^{m\times n}$, $x \in \mathbb{R}^n$, $W_1 \in \mathbb{R}^{p\times m}$, $x_0 \in \mathbb{R}^n$: $W_1W(x-x_0) = W_1Wx-W_1Wx_0$, $x_1 = x^\top e_1$",
        "T T",
    ),
    (r"$i_g, c_0 \in \mathbb{R}^h$: $i := \sin(i_g)$, $c := 2c_0$, $c - c_0 = c_0$, $i = \cos(i_g)$", "T F"),
    (
        r"$A, B \in \mathbb{R}^{n\times n}$: $D_A := \operatorname{diag}(A\mathbf 1)$, $D_A\mathbf{1} = A\mathbf 1$, $K_B := BB^\top$, $K_B = K_B^\top$",
        "T T",
    ),
    (r"$n \ge 2$, $x \in \mathbb{R}^{n}$: $x_1+x_2 = x_2+x_1$", "T"),
    (
        r"$f : \mathbb{R}^n \to \mathbb{R}$, $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n\times n}$: $$g(x) := f(Ax), \nabla g(x) = A^\top\nabla f(Ax), \nabla^2 g(x) = A^\top\nabla^2 f(Ax)A, \nabla g(x) = \nabla f(Ax)$$ $q(x) := x^\top x$, $\nabla q(Ax) = 2Ax$",
        "T T F T",
    ),
    (r"$A \in \mathbb{R}^{n\times n}$, $t \in \mathbb{R}$: $R(t) := I+tA$, $R(t)^{-1}R(t) = I$", "T"),
    (
        r"$p, q \in \mathbb{R}^n$: $h(q) := q^\top q$, $k(q) := \frac{\partial h}{\partial q}$, $r(q) := \nabla h$, $k(p) = 2p$, $k(p) = 0$, $r(2p) = 4p$",
        "T F T",
    ),
    (
        r"$x, b \in \mathbb{R}^n$: $f(x) := x^\top b$, $g(x) := \nabla f(x)$, $g(b) = b$, $g(b) = 2b$, $g(x) = b$, $g(2b) = b$",
        "T F T T",
    ),
    (
        r"$x, y \in \mathbb{R}^n$: $f(x, y) := x^\top y$, $g(x, y) := \nabla_x f(x, y)$, $g(x, x) = x$, $g(y, x) = x$, $g(x, x) = 2x$, $g(y, x+y) = x+y$",
        "T T F T",
    ),
    (
        r"$f : \mathbb{R}^n \to \mathbb{R}^m$, $x \in \mathbb{R}^n$: $J(x) := \frac{\partial f}{\partial x^\top}$, $2J(2x) = \frac{\partial f(2x)}{\partial x^\top}$, $J(2x) = J(x)$",
        "T F",
    ),
    (r"$x \in \mathbb{R}^{n-3}$: $x^\top x=\|x\|^2$, $I_{n-3}x=x$", "T T"),
    (r"$t \in \mathbb{R}$: $$g := |t| \quad (t > 0)$$", "U"),
    (
        r"$x_i \in \mathbb{R}$: $\sum_{j=1}^{n} x_i = n x_i$, $f := 2x_i$, $\sum_{i=1}^{n} \frac{\partial f}{\partial x_i} = 2n$",
        "T U",
    ),
    (r"$f_i : \mathbb{R}^n \to \mathbb{R}$, $x \in \mathbb{R}^n$: $\sum_{i=1}^{n} f_i(x) = n f_i(x)$", "U"),
    (r"$a \in \mathbb{R}$: $c_i := a$, $\sum_{i=1}^{3} c_i = 3a$, $c_i = a$", "U T"),
    (
        r"$x_{k+1} \in \mathbb{R}$: $\sum_{k=1}^{n} x_{k+1} = n x_{k+1}$, $\sum_{j=1}^{n} x_{k+1} = n x_{k+1}$",
        "U T",
    ),
    (
        r"$X_u, A \in \mathbb{R}^{n\times n}$: $X^\top_u A = (A^\top X_u)^\top$, $\sum_{u=1}^n X^\top_u = nX^\top_u$",
        "T U",
    ),
    (
        r"$Q \in \mathrm{O}(n)$: $\mathrm{d}(Q^\top Q) = 0$, $\mathrm{d}^2(Q^\top Q) = 0$, $\mathrm{d}(Q^\top\mathrm{d}Q) = 0$",
        "T U U",
    ),
]

FAMILIES = [
    (
        r"$W \in \mathbb{R}^{n\times n}$, $s_0 \in \mathbb{R}^n$: $$s_t := Ws_{t-1},\ t = 1,\dots,N$$ $s_N = W^Ns_0$, $s_N = W^{N-1}s_0$",
        "T F",
    ),
    (
        r"$W \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$: $$g_N := x,\ g_{t-1} := W^\top g_t,\ t = N,\dots,1$$ $$s_1 := x,\ s_{t+1} := Ws_t,\ t = 1,\dots,N-1$$ $g_0 = (W^\top)^Nx$, $s_N = W^{N-1}x$, $g_{t-1} = W^\top g_t$, $s_N = W^Nx$",
        "T T T F",
    ),
    (
        r"$A \in \mathbb{R}^{n\times n}$: $$c_i := A_{ii},\ i = 1,\dots,n,\ i \ne 1$$ $\sum_{i=2}^n c_i = \operatorname{tr}A-A_{11}$, $c_i = A_{ii}$, $\sum_{i=1}^n c_i = \operatorname{tr}A$",
        "T T F",
    ),
    (
        r"$$x^{(i)} \in \mathbb{R}^n, y^{(i)}\in\mathbb{R}, i = 1,\dots,N$$ $w \in \mathbb{R}^n$: $L := \frac1N\sum_{i=1}^N (w^\top x^{(i)} - y^{(i)})^2$, $\frac{\partial L}{\partial w} = \frac2N\sum_{i=1}^N (w^\top x^{(i)} - y^{(i)})x^{(i)}$, $\frac{\partial L}{\partial w} = \frac1N\sum_{i=1}^N (w^\top x^{(i)} - y^{(i)})x^{(i)}$",
        "T F",
    ),
    (
        r"$$W^{(l)} \in \mathbb{R}^{m_l\times m_{l-1}}, b^{(l)} \in \mathbb{R}^{m_l}, l = 1,\dots,L$$ $x \in \mathbb{R}^{m_0}$: $$a^{(0)} := x, z^{(l)} := W^{(l)}a^{(l-1)} + b^{(l)}, a^{(l)} := \tanh(z^{(l)}), l = 1,\dots,L$$ $\mathrm{d}z^{(l)} = (\mathrm{d}W^{(l)})a^{(l-1)} + W^{(l)}\mathrm{d}a^{(l-1)}+\mathrm{d}b^{(l)}$, $z_j^{(l)} = \sum_k W^{(l)}_{jk}a^{(l-1)}_k + b_j^{(l)}$, $z^{(l)}_j = \sum_k W^{(l)}_{kj}a^{(l-1)}_k + b_j^{(l)}$",
        "T T F",
    ),
    (r"$x \in \mathbb{R}^n$: $w^{(1)} := x$, $u := 2w^{(1)}$, $u = 2x$", "T"),
]

DOTS = [
    (
        r"$x \in \mathbb{R}^n$: $xx^\top = \begin{bmatrix} x_1^2 & x_1x_2 & \cdots & x_1x_n \\ x_2x_1 & x_2^2 & \cdots & x_2x_n \\ \vdots & \vdots & \ddots & \vdots \\ x_nx_1 & x_nx_2 & \cdots & x_n^2\end{bmatrix}$",
        "T",
    ),
    (
        r"$A \in \mathbb{R}^{n\times n}$, $k \in \mathbb{N}$, $t \in \mathbb{R}$: $(I-A)(I+A+A^2+\cdots+A^{k-1}) = I - A^k$, $(1-t)(1+t+t^2+\dots+t^{n-1}) = 1-t^n$, $(1-t)(1+t+t^2+\dots+t^{n-1}) = 1-t^{n-1}$",
        "T T F",
    ),
    (
        r"$x \in \mathbb{R}^n$: $x_1+2x_2+3x_3+\cdots+nx_n = \sum_{i=1}^n ix_i$, $x_1 + x_2 + \cdots + x_{n-1} + x_n = \sum_i x_i$, $x_5 + x_2 + x_3 + \dots + x_n = x_5 + \sum_{i=2}^n x_i$",
        "T T U",
    ),
    (
        r"$X \in \mathbb{R}^{m\times n}$: $\begin{bmatrix} x_{11} & \cdots & x_{1n} \\ & & \\ x_{m1} & \cdots & x_{mn}\end{bmatrix} = X$, $\begin{bmatrix}\cdots & \cdots\end{bmatrix} X = X$",
        "U U",
    ),
    (
        r"$z \in \mathbb{R}^3$: $\begin{bmatrix} z_1&0&0\\0&\ddots&0\\0&0&z_3\end{bmatrix} = \operatorname{diag}(z)$, $\begin{bmatrix} z_1&0&0\\0&\ddots&0\\0&0&z_3\end{bmatrix} = \operatorname{diag}(z_1,0,z_3)$, $\begin{bmatrix} z_1&0&z_2\\0&\ddots&0\\0&0&z_3\end{bmatrix} = \operatorname{diag}(z)$",
        "T F U",
    ),
]

SUMS_AND_CHOICES = [
    (
        r"$x \in \mathbb{R}^n$: $\sum_i^{2} x_i = \mathbf 1^\top x$, $\sum_{i=11}^{n} 1 = 12 - n$",
        "U F",
    ),
    (
        r"$t \in \mathbb{R}$: $\mathbb 1[t - t > 0] = 0$, $\mathbb 1[t-t\ge 0] = 1$, $\mathbb 1[t>0]+\mathbb 1[t\le 0]=1$, $\mathbb 1[t - t > 0] = 1/2$, $\max_t(t, 2) = \max(t,2)$",
        "T T T F U",
    ),
    (
        r"$a \in \mathbb{R}$: $|a| = \begin{cases} a & a > 0 \\ -a & a < 0\end{cases}$, $|a| = \begin{cases} a & a > 0 \\ -a & \text{otherwise}\end{cases}$, $|a| = \begin{cases} a & a > 0 \\ -a & a > 5\end{cases}$, $\begin{cases} a & a > 0\end{cases} = a$",
        "T T U U",
    ),
    (
        r"$X \in \mathbb{R}^{m\times n}$: $\frac{\partial X}{\partial x_{ij}} = E_{ij} = e_ie_j^\top = e_je_i^\top$",
        "T T F",
    ),
]


@pytest.mark.parametrize(("page", "expected"), [*NAMES, *FAMILIES, *DOTS, *SUMS_AND_CHOICES])
def test_meaning(page: str, expected: str) -> None:
    assert " ".join(LETTERS[verdict] for verdict in claims_of(page)) == expected


MESSAGES = [
    (
        r"$t \in \mathbb{R}$: $$g := |t| \quad (t > 0)$$",
        "a condition on the draws belongs to a claim, not to a definition",
    ),
    (
        r"$a \in \mathbb{R}$: $\begin{cases} a & a > 0\end{cases} = a$",
        "at some draws no case holds: the last case needs no condition, or another one",
    ),
    (
        r"$W_d \in \mathbb{R}^{m_d\times m_{d-1}},\ d = 1,\dots,D$ $$B_d := W_1 + W_d,\ d = 1,\dots,D$$",
        "#×# plus #×#",
    ),
    (
        r"$x \in \mathbb{R}^n$: $\frac{\partial x}{\partial x} = 1$",
        "the left side is #×#, the right side #×#: is an I missing?",
    ),
    (
        r"$x \in \mathbb{R}^n$: $x_5 + x_2 + x_3 + \dots + x_n = 1$",
        "this is no instance of the general item that the dots stand for",
    ),
    (
        r"$x \in \mathbb{R}^n$: $\sum_i^2 x_i = 1$",
        "an upper limit without a lower one: write i = 1 under the sum",
    ),
]


@pytest.mark.parametrize(("page", "message"), MESSAGES)
def test_messages(page: str, message: str) -> None:
    (found,) = [one.message for one in verdicts_of(page) if one.message and one.verdict != "true"]
    assert message in (found, re.sub(r"\d+", "#", found))
