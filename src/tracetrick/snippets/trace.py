"""Compiles a snippet so that, as it runs, it notes the line reached and counts the assertions that passed."""

from __future__ import annotations

import ast
from enum import IntEnum
from typing import TYPE_CHECKING, TypeGuard, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

T = TypeVar("T")

# Looked up as builtins, so that the snippet's globals hold nothing of ours.
STATE = "__tracetrick_state__"
ASSERTION = "__tracetrick_assertion__"


class Slot(IntEnum):
    """What the shared numbers mean; the worker reads them after the snippet's death, whatever it died of."""

    LINE = 0  # reached last
    ASSERTIONS = 1  # that passed
    PROCESS_LINE = 2  # at which a process was started last; 0 if none was
    FILE_LINE = 3  # at which a file in the working folder was opened for writing last; 0 if none was
    READ_LINE = 4  # at which a file of the project that it does not name was read last; 0 if none was


def is_hand_formula(node: ast.AST) -> TypeGuard[ast.Assign]:
    """Whether a node is the statement `by_hand = ...`."""
    return isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["by_hand"]


def traced(source: str, filename: str, *, negated: bool = False) -> CodeType:
    """Compile `source` with its notes; the builtins STATE and ASSERTION must be set before it runs.

    `negated` reverses the sign of the hand formula.
    Positions are kept: a traceback shows the lines of the file.
    Assertions stay, whatever PYTHONOPTIMIZE says.
    """
    tree = _CountCalls().visit(ast.parse(source, filename))
    for node in ast.walk(tree):
        if negated and is_hand_formula(node):
            node.value = _at(node.value, ast.UnaryOp(ast.USub(), node.value))
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if block and isinstance(block, list):  # the body of a lambda is an expression
                block[:] = _noted(block)
    code: CodeType = compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True, optimize=0)
    return code


def counting(state: memoryview[int]) -> Callable[[T], T]:
    """Return the function through which the value of every call of an `assert…` function passes."""

    def count(value: T) -> T:
        state[Slot.ASSERTIONS] += 1
        return value

    return count


class _CountCalls(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if not _called_name(node).startswith("assert"):
            return node
        wrapper = ast.Name(ASSERTION, ast.Load())
        return _at(node, ast.Call(wrapper, [node], []))


def _called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _noted(block: list[ast.stmt]) -> list[ast.stmt]:
    head = _length_of_head(block)
    noted = block[:head]
    for statement in block[head:]:
        noted += [_line_note(statement), statement]
        if isinstance(statement, ast.Assert):
            noted.append(_assertion_note(statement))
    return noted


def _length_of_head(block: list[ast.stmt]) -> int:
    """Count the statements that must stay first: a docstring, imports from __future__."""
    head = 0
    if isinstance(block[0], ast.Expr) and isinstance(block[0].value, ast.Constant):
        head = 1
    while head < len(block) and _is_future(block[head]):
        head += 1
    return head


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _line_note(statement: ast.stmt) -> ast.stmt:
    slot = _slot(Slot.LINE)
    return _at(statement, ast.Assign([slot], ast.Constant(statement.lineno)))


def _assertion_note(statement: ast.stmt) -> ast.stmt:
    slot = _slot(Slot.ASSERTIONS)
    return _at(statement, ast.AugAssign(slot, ast.Add(), ast.Constant(1)))


def _slot(slot: Slot) -> ast.Subscript:
    return ast.Subscript(ast.Name(STATE, ast.Load()), ast.Constant(int(slot)), ast.Store())


Node = TypeVar("Node", ast.expr, ast.stmt)


def _at(place: ast.AST, node: Node) -> Node:
    return ast.copy_location(node, place)
