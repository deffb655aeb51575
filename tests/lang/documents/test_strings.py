"""The documents on strings."""

import mindspore as ms
from mindspore import Tensor
from tests.lang.modes import documented

STRING = "001 String"
ALL = ("STRICT", "COMPATIBLE", "LAX")


@documented(STRING, shows="('abcd', 'efgh', \"it's\", 'say \"so\"', True, '')", levels=ALL)
def test_quotes():
    x = "abcd"
    return x, "efgh", "it's", 'say "so"', "abcd" == x, ""


@documented(STRING, shows="('123', '1.5', 'True', 'None', '[1, 2]', \"(1, 'a')\", \"{'a': 1}\")")
def test_constants_become_strings():
    return str(123), str(1.5), str(True), str(None), str([1, 2]), str((1, "a")), str({"a": 1})


@documented(STRING, shows="('ab', 'aab', 'ababab', 'ba', '')", levels=ALL)
def test_concatenation():
    a, b = "a", "b"
    c = a
    c += a
    return a + b, c + b, (a + b) * 3, b + a, a * 0


@documented(STRING, shows="('H', '!', 'ello', 'Hlo', '!olleH', 'Hello', '')", levels=ALL)
def test_truncation():
    s = "Hello!"
    return s[0], s[-1], s[1:-1], s[::2], s[::-1], s[:5], s[9:]


@documented(STRING, shows="(True, False, True, True, False)", levels=ALL)
def test_membership():
    s = "MindSpore"
    return "S" in s, "x" in s, "x" not in s, "Spore" in s, "" not in s


@documented(STRING, shows="('a 1', '3.14 x', '007', '50%', \"'q' 2\")", levels=ALL)
def test_percent():
    return (
        "%s %d" % ("a", 1),
        "%.2f %s" % (3.14159, "x"),
        "%03d" % 7,
        "%d%%" % 50,
        "%r %s" % ("q", 2),
    )


@documented(STRING, shows="('a is 1', 'b a', 'x=2', '  3.1', '0b101', 'ab   |')", levels=ALL)
def test_format():
    return (
        "{} is {}".format("a", 1),
        "{1} {0}".format("a", "b"),
        "x={x}".format(x=2),
        "{:5.1f}".format(3.14),
        "{:#b}".format(5),
        "{:<5}|".format("ab"),
    )


@documented(STRING, shows="('shape (2, 3)', 'Float32', 'n=1 2.50')")
def test_format_of_what_is_known_of_a_tensor(x=None):
    x = ms.ops.ones((2, 3), ms.float32)
    n = 1
    return f"shape {x.shape}", f"{x.dtype}", f"n={n} {2.5:.2f}"


@documented(STRING, shows="('ABC', 'abc', ['a', 'b'], 'a-b', 'x', 2, True, 'bbc')")
def test_methods():
    return (
        "abc".upper(),
        "ABC".lower(),
        "a,b".split(","),
        "-".join(["a", "b"]),
        " x ".strip(),
        "hello".find("l"),
        "abc".startswith("ab"),
        "abc".replace("a", "b"),
    )


@documented(STRING, shows="(True, False, True, True, False)", levels=ALL)
def test_comparison():
    return "a" == "a", "a" == "b", "a" != "b", "a" < "b", "b" <= "a"


@documented(STRING, "ok", Tensor([1.0]), shows="[2.]")
def test_a_string_argument_chooses(flag, x):
    return x + 1 if flag == "ok" else x - 1


@documented(STRING, Tensor([1, 2]), shows="[1 2]|Tensor([1 2])", one_graph=False)
def test_a_run_time_tensor_in_a_string(x):
    return "{}|Tensor({})".format(x, str(x))


@documented(STRING, ms.mutable(3), ms.mutable(2.5), shows="3 2.5 3+2.50")
def test_run_time_numbers_in_a_string(n, v):
    return str(n) + " " + str(v) + " " + f"{n}+{v:.2f}"


@documented(STRING, shows="4")
def test_strings_are_iterated():
    count = 0
    for letter in "banana!":
        if letter in "aeiou!":
            count += 1
    return count


@documented(STRING, shows="b")
def test_an_index_out_of_range():
    s = "ab"
    try:
        return s[5]
    except IndexError:
        return s[1]


@documented(STRING)
def test_an_index_out_of_range_raises():
    return "ab"[2]


@documented(STRING)
def test_a_string_and_a_number_do_not_add():
    return "a" + 1


@documented(STRING)
def test_items_of_strings_are_not_assigned():
    s = "ab"
    s[0] = "c"
    return s
