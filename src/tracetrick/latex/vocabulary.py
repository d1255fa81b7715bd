"""The words and signs of the notation, and what each is another spelling of."""

from __future__ import annotations

GREEK = frozenset(
    "\\" + name
    for name in [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
    ]
)
# The words of operators, as written in lower case, and the operator that each means.
OPERATORS = {
    "tr": "tr", "trace": "tr", "det": "det", "vec": "vec", "vech": "vech", "diag": "diag", "adj": "adj",
    "exp": "exp", "log": "log", "ln": "log", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "arctan": "arctan", "relu": "relu", "sign": "sign", "sgn": "sign",
    "sigmoid": "sigmoid", "softmax": "softmax", "softplus": "softplus", "max": "max", "min": "min",
    "abs": "abs", "rank": "rank",
}  # fmt: skip
# Those of them that are commands of LaTeX; \\vec is an arrow, not vec.
COMMANDS = frozenset(
    ["det", "exp", "log", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "max", "min"]
)
SYNONYMS = {
    "\\lvert": "|", "\\rvert": "|", "\\vert": "|", "\\mid": "|", "\\lVert": "\\|", "\\rVert": "\\|",
    "\\Vert": "\\|", "\\lbrack": "[", "\\rbrack": "]", "\\lbrace": "\\{", "\\rbrace": "\\}",
    "\\leq": "\\le", "\\leqslant": "\\le", "\\leqq": "\\le", "≤": "\\le", "≦": "\\le", "\\lt": "<",
    "\\geq": "\\ge", "\\geqslant": "\\ge", "\\geqq": "\\ge", "≥": "\\ge", "≧": "\\ge", "\\gt": ">",
    "\\neq": "\\ne", "≠": "\\ne", "＝": "=", "≡": "\\equiv", "\\colon": ":", "：": ":", "∈": "\\in",
    "\\preccurlyeq": "\\preceq", "⪯": "\\preceq", "\\succcurlyeq": "\\succeq", "⪰": "\\succeq",
    "\\coloneqq": ":=", "\\coloneq": ":=", "\\triangleq": ":=", "≔": ":=",
    "≈": "\\approx", "∼": "\\sim", "∝": "\\propto",
    "\\rightarrow": "\\to", "\\longrightarrow": "\\to", "→": "\\to", "\\longmapsto": "\\mapsto",
    "\\Longrightarrow": "\\Rightarrow", "\\implies": "\\Rightarrow", "⇒": "\\Rightarrow", "⟹": "\\Rightarrow",
    "\\iff": "\\Leftrightarrow", "\\Longleftrightarrow": "\\Leftrightarrow", "⇔": "\\Leftrightarrow",
    "⟺": "\\Leftrightarrow", "\\impliedby": "\\Leftarrow", "\\Longleftarrow": "\\Leftarrow",
    "⇐": "\\Leftarrow",
    "\\ldots": "\\dots", "\\dotsc": "\\dots", "\\cdots": "\\dots", "\\dotsb": "\\dots", "\\dotsm": "\\dots",
    "...": "\\dots", "…": "\\dots", "⋯": "\\dots", "\\dfrac": "\\frac", "\\tfrac": "\\frac",
    "\\transpose": "\\top", "\\intercal": "\\top", "⊤": "\\top", "\\prime": "'",
    "，": ",", "、": ",", "；": ";", "。": ".",
    "\\ast": "*", "\\circ": "\\odot", "⊙": "\\odot", "⊗": "\\otimes", "×": "\\times",
    "·": "\\cdot", "−": "-", "∂": "\\partial", "∇": "\\nabla",
}  # fmt: skip
# Relations that claim nothing that is judged; `\\relation` stands for all that the notation does not name.
SILENT = frozenset(["\\approx", "\\sim", "\\propto", "\\to", "\\mapsto", "\\relation"])
RELATIONS = SILENT | frozenset(
    ["=", "\\equiv", "\\ne", "\\le", "\\ge", "<", ">", "\\preceq", "\\succeq", "\\in", ":=", ":", "\\prec",
     "\\succ"]
)  # fmt: skip
ARROWS = frozenset(["\\Rightarrow", "\\Leftrightarrow", "\\Leftarrow"])
SEPARATORS = frozenset([",", ";", ".", "\\quad", "\\qquad", "\\\\", "&"])
COMPARISONS = frozenset(["<", ">", "\\le", "\\ge", "=", "\\ne"])
SIGNS = frozenset(["+", "-", "\\pm", "\\mp"])
ENTRYWISE = frozenset(["\\odot", "\\oslash", "\\otimes"])
DOTS = frozenset(["\\dots", "\\vdots", "\\ddots"])
BRACKETS = {"(": ")", "[": "]", "\\{": "\\}"}
MATRICES = frozenset(["matrix", "bmatrix", "pmatrix", "array", "vmatrix", "Bmatrix", "smallmatrix"])
# Commands that show what is not read, or hide what is.
FORBIDDEN = frozenset(
    ["\\def", "\\gdef", "\\edef", "\\xdef", "\\let", "\\futurelet", "\\catcode", "\\newcommand",
     "\\renewcommand", "\\providecommand", "\\newenvironment", "\\renewenvironment", "\\newtagform",
     "\\renewtagform", "\\usetagform", "\\mathtoolsset", "\\DeclareMathOperator", "\\DeclarePairedDelimiter",
     "\\DeclarePairedDelimiters", "\\DeclarePairedDelimiterX", "\\DeclarePairedDelimitersX",
     "\\DeclarePairedDelimiterXPP", "\\DeclarePairedDelimitersXPP", "\\Newextarrow", "\\require",
     "\\phantom", "\\hphantom", "\\vphantom", "\\href", "\\char", "\\unicode", "\\symbol", "\\mathchar",
     "\\mmlToken", "\\U", "\\llap", "\\rlap", "\\mathllap", "\\mathrlap", "%"]
)  # fmt: skip
MAX_NESTING = 200
NOT_READ = "nothing is shown that is not read"
