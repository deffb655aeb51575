"""What is printed, and in which order."""

from modes import compiled, every_mode, f32

from mindspore import Parameter, Tensor


@every_mode(f32(2))
def test_constants(x):
    print("start", 1, 2.5, None, [1, "a"], {"k": (1,)})
    print()
    return x


@every_mode(f32(2))
def test_tensors_in_order(x):
    print("x", x)
    y = x * 2
    print("y", y, "shape", y.shape)
    return y


@every_mode(Tensor([1.0]), also=((Tensor([-1.0]),),))
def test_in_branches(x):
    print("before")
    if x.sum() > 0:
        print("positive", x)
    else:
        print("negative")
    print("after")
    return x


@every_mode(Tensor([1.0]))
def test_in_run_time_loops(x):
    n = 0
    while x.sum() < 4:
        print("step", n, x)
        x = x + 1
        n += 1
    return x


@every_mode(f32(2))
def test_in_known_loops(x):
    for i in range(3):
        print(i, x[0] * i)
    return x


@every_mode(f32(2), 1.5)
def test_run_time_numbers(x, a):
    print("a is", a, a * 2)
    return x * a


@every_mode(f32(2))
def test_f_strings_of_known(x):
    n = x.shape[0]
    print(f"n={n:03d} {x.dtype}")
    return x


@every_mode(f32(2))
def test_print_gives_none(x):
    return x, print("none")


@every_mode(f32(2))
def test_order_with_nested_calls(x):
    def inner(y):
        print("inner", y)
        return y + 1

    print("outer", inner(x), inner(x * 2))
    return x


@every_mode(f32(2), one_graph=False)
def test_sep_and_end(x):
    print("a", "b", sep="-", end="!\n")
    return x


@every_mode(f32(2), one_graph=False)
def test_containers_of_tensors(x):
    print([x, (x,)], {"a": x})
    return x


WEIGHT = Parameter(Tensor([1.0, 2.0]), name="w")


@every_mode(Tensor([1.0]))
def test_a_parameter_tells_of_itself(x):
    print(x, WEIGHT)
    if x.sum() > 0:
        print(WEIGHT)
    return x, str(WEIGHT), repr(WEIGHT)


def test_the_name_in_a_text_is_the_present_one():
    weight = Parameter(Tensor([1.0]), name="w")
    graph = compiled(lambda x: (x, str(weight)))
    assert "name=w," in graph(Tensor(1.0))[1]
    weight.name = "v"
    assert "name=v," in graph(Tensor(1.0))[1]
