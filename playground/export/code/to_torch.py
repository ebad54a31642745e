"""NumPy's elementwise functions as PyTorch's, in source text."""

from __future__ import annotations

import ast

# With one number, the larger of the two is a clamp from below, the smaller one from above.
_CLAMPS = {"maximum": "min", "minimum": "max"}
# Methods of arrays that tensors have by another name, or with another meaning.
_METHODS = {"copy": "clone", "max": "amax"}
# With a corner or a jump, where automatic differentiation may answer otherwise than we do.
_WITH_CORNERS = {"maximum", "minimum", "where", "abs", "sign", "clip", "clamp", "round", "floor"}


def to_torch(source: str) -> str:
    """Return source text with PyTorch's functions in place of NumPy's; comments are lost.

    >>> to_torch("a = np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))")
    'a = torch.clamp(z, min=0.0) + torch.log1p(torch.exp(-torch.abs(z)))'
    """
    tree = _ToTorch().visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree))


def has_corners(source: str) -> bool:
    """Tell whether NumPy source uses a function that is not smooth everywhere.

    >>> has_corners("np.tanh(z)"), has_corners("np.maximum(z, 0.0)")
    (False, True)
    """
    called = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    return bool(called & _WITH_CORNERS)


class _ToTorch(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id == "np":
            node.id = "torch"
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in _METHODS:
            function.attr = _METHODS[function.attr]
        if isinstance(function, ast.Attribute) and function.attr in _CLAMPS:
            value, limit = node.args
            if _is_number(limit):
                node.args = [value]
                node.keywords = [ast.keyword(_CLAMPS[function.attr], limit)]
                function.attr = "clamp"
        return node


def _is_number(node: ast.AST) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)
