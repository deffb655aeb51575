"""`scripts/dev new-op`: the record and the name that it writes."""

from devtools import new_op

LIST = """\
#define FOR_EACH_CAST_OP(X) \\
  X(cast)

#define FOR_EACH_OP(X) \\
  FOR_EACH_CAST_OP(X)
// the end
"""


def test_a_name_joins_the_list_of_its_family():
    assert "  X(cast) X(bit_cast)\n\n" in new_op.with_name(LIST, "bit_cast", "cast")


def test_a_new_family_joins_the_list_of_families():
    text = new_op.with_name(LIST, "softplus", "activation")
    assert "#define FOR_EACH_ACTIVATION_OP(X) \\\n  X(softplus)\n\n#define FOR_EACH_OP" in text
    assert "  FOR_EACH_CAST_OP(X) \\\n  FOR_EACH_ACTIVATION_OP(X)\n// the end" in text


def test_a_record_is_the_last_of_its_file():
    text = new_op.with_record(new_op.FAMILY, "HardSwish")
    assert text.index("constexpr Op hard_swish = define({") < text.index(new_op.END)
    assert text.endswith(f"}});\n\n{new_op.END}\n")
