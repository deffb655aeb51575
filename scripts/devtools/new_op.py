"""Add an operator: `new-op Softplus activation` writes its record and its name in the list.

The record goes to src/ops/families/<family>.cpp (a new family gets a file). It does not build until
its doc, body, gradient and oracle are written; the compiler's message says which one is missing.
"""

import re
from pathlib import Path

FAMILIES = Path("src/ops/families")
LIST = Path("src/ops/ops.h")
END = "}  // namespace duet::ops"

RECORD = """constexpr Op {function} = define({{
    .name = "{name}",
    .schema = "input: Tensor",
    .doc = nullptr,
    .infer = same_as_input,
    .body = {{}},
    .grad = {{}},
    .oracle = nullptr,
    .samples = {{"f32[2,3]", "f32[]", "f16[0]"}},
    .methods = "=",
}});
"""

FAMILY = """// What the operators of this family have in common.
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

}  // namespace duet::ops
"""


def snake_case(name: str) -> str:
    """Turn ReduceSum into reduce_sum."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def with_record(source: str, name: str) -> str:
    """Put an empty record at the end of a family's file."""
    before, end, after = source.rpartition(END)
    record = RECORD.format(name=name, function=snake_case(name))
    return f"{before.rstrip()}\n\n{record}\n{end}{after}"


def with_name(text: str, function: str, family: str) -> str:
    """Put an operator into the list of its family, which may be new."""
    head = f"#define FOR_EACH_{family.upper()}_OP(X) \\\n"
    if head in text:
        start = text.index(head)
        end = text.index("\n\n", start)
        return f"{text[:end]} X({function}){text[end:]}"
    whole = text.index("#define FOR_EACH_OP(X)")
    text = f"{text[:whole]}{head}  X({function})\n\n{text[whole:]}"
    families = re.compile(r"#define FOR_EACH_OP\(X\)(?:[^\n]*\\\n)+[^\n]*").search(text)
    if families is None:
        raise SystemExit(f"{LIST} has no list FOR_EACH_OP")
    last = families.end()
    return f"{text[:last]} \\\n  FOR_EACH_{family.upper()}_OP(X){text[last:]}"


def main(arguments: list[str]) -> int:
    """Write the skeleton of one operator."""
    families = sorted(path.stem for path in FAMILIES.glob("*.cpp"))
    if len(arguments) != 2 or not re.fullmatch(r"[A-Z][A-Za-z0-9]*", arguments[0]):
        print(f"usage: scripts/dev new-op Name FAMILY\nfamilies: {' '.join(families)}")
        return 2
    name, family = arguments
    text, file = LIST.read_text(), FAMILIES / f"{family}.cpp"
    function = snake_case(name)
    if f"X({function})" in text:
        print(f"{LIST} has {function} already")
        return 1
    file.write_text(with_record(file.read_text() if file.exists() else FAMILY, name))
    LIST.write_text(with_name(text, function, family))
    print(f"{file}: fill in the record of {name}; {LIST} names it")
    return 0
