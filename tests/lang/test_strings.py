"""Text, bytes and formatting."""

from modes import every_mode, f32


@every_mode(f32(2))
def test_f_strings(x):
    n, a, s = 42, 3.14159, "text"
    return x, f"{n:05d}|{a:8.3f}|{s:>8}|{s!r}|{n:#x}|{a:e}|{n:,}|{n=}|{{}}", f"{s:{n - 34}}"


@every_mode(f32(2))
def test_format_and_percent(x):
    return (
        x,
        "{} {1}".replace("1", "").format(1, 2),
        "%d %5.2f %s %%" % (3, 2.5, "z"),
        f"{1}-{[2][0]}",
    )


@every_mode(f32(2))
def test_methods(x):
    s = "Hello, World"
    return (
        x,
        s.upper(),
        s.split(", "),
        s.find("World"),
        s.replace("l", "L", 2),
        s.startswith(("He", "x")),
        "-".join(["a", "b"]),
        s.partition(","),
        " pad ".strip(),
        s.center(20, "*"),
        s[::-1],
        s.swapcase(),
        "a,b,,c".split(","),
        "1 2  3".split(),
        "abc".isalpha(),
        s.count("l"),
        "x".zfill(3),
        "ab\ncd".splitlines(),
    )


@every_mode(f32(2))
def test_slicing_and_repetition(x):
    s = "abcdef"
    return x, s[1:4], s[-2:], s[::2], s * 2, "cd" in s, s[0] + s[-1], len(s), "z" not in s


@every_mode(f32(2))
def test_comparison_and_sorting(x):
    return x, "a" < "b", "abc" < "abd", sorted("hello"), max("hello"), "".join(reversed("abc"))


@every_mode(f32(2))
def test_unicode_and_bytes(x):
    return x, "äß".upper(), ord("a"), chr(8364), "é".encode(), b"ab" + b"c", b"abc"[1], bytes([65])


@every_mode(f32(2))
def test_implicit_concatenation_and_raw(x):
    return (
        x,
        "ab",
        r"\n",
        "line\\",
        """two
lines""",
    )


@every_mode(f32(2))
def test_building_in_a_loop(x):
    text = ""
    for i in range(5):
        text += str(i) + ","
    return x, text.rstrip(",")


@every_mode(f32(2))
def test_translate_and_table(x):
    return x, "abc".translate(str.maketrans("ab", "xy")), "Title case".title(), "a-b".rsplit("-", 1)


@every_mode(f32(3))
def test_text_of_shapes_and_types(x):
    return x, f"{x.shape}", str(x.dtype), f"{x.ndim}d", repr(x.shape)


@every_mode(f32(2))
def test_string_as_switch(x):
    def activation(name, y):
        if name == "double":
            return y * 2
        elif name in ("neg", "minus"):
            return -y
        return y

    return activation("double", x), activation("minus", x), activation("?", x)


@every_mode(f32(2))
def test_getattr_by_name(x):
    return [getattr(x, name)() for name in ("sum", "mean", "max")]


@every_mode(f32(2))
def test_docstring_stays(x):
    """This is a docstring."""

    def inner():
        """Of the inner one."""

    return x, inner.__doc__
