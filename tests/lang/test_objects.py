"""Classes and instances: made, read, called and changed inside a graph."""

import dataclasses
import enum

from modes import compiled, every_mode, f32, same

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops


class Colour(enum.Enum):
    """Three of them."""

    RED = 1
    GREEN = 2
    BLUE = 4


class Flag(enum.IntFlag):
    """Bits."""

    A = 1
    B = 2


@dataclasses.dataclass(order=True)
class Item:
    """With a default of its own."""

    weight: float
    name: str = "item"
    tags: list = dataclasses.field(default_factory=list, compare=False)

    def heavier(self, other):
        """Whether it weighs more."""
        return self.weight > other.weight


@dataclasses.dataclass(frozen=True)
class Frozen:
    """It does not change."""

    x: object
    n: int = 1


class Base:
    """Counts its makers."""

    kind = "base"

    def __init__(self, x):
        self.x = x

    def value(self):
        """What it stands for."""
        return self.x

    def describe(self):
        """Kind and value."""
        return self.kind, self.value()


class Derived(Base):
    """Doubles."""

    kind = "derived"

    def __init__(self, x, k):
        super().__init__(x)
        self.k = k

    def value(self):
        """Scaled."""
        return super().value() * self.k


class Vector:
    """Operators of all sorts."""

    def __init__(self, *parts):
        self.parts = parts

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self.parts, other.parts)))

    def __mul__(self, k):
        return Vector(*(a * k for a in self.parts))

    def __rmul__(self, k):
        return Vector(*(k * a for a in self.parts), "r")

    def __neg__(self):
        return self * -1

    def __eq__(self, other):
        return isinstance(other, Vector) and len(self.parts) == len(other.parts)

    def __getitem__(self, i):
        return self.parts[i]

    def __len__(self):
        return len(self.parts)

    def __contains__(self, item):
        return item == "in"

    def __bool__(self):
        return len(self.parts) > 1

    def __repr__(self):
        return f"Vector of {len(self)}"

    def __iter__(self):
        return iter(self.parts)

    def __call__(self, i):
        return self.parts[i]

    def __matmul__(self, other):
        return "matmul"

    def __lt__(self, other):
        return len(self) < len(other)


@every_mode(f32(2))
def test_inheritance_and_super(x):
    return Base(x).describe(), Derived(x, 3).describe(), isinstance(Derived(x, 1), Base)


@every_mode(f32(2))
def test_operators(x):
    v = Vector(x, x + 1)
    w = v + v * 2
    return w.parts, (-v).parts, (3 * v).parts, v == w, v != 5, v[1], len(v), "in" in v, "out" in v


@every_mode(f32(2))
def test_truth_repr_iteration_call(x):
    v = Vector(x)
    return (1 if v else 2), repr(v), f"{v}", list(v), v(0), v @ v, v < Vector(1, 2), sum([*v])


@every_mode(f32(2))
def test_class_defined_inside(x):
    class Local:
        count = 0

        def __init__(self, y):
            Local.count += 1
            self.y = y

    made = [Local(x * i) for i in range(3)]
    return [m.y for m in made], Local.count


@every_mode(f32(2))
def test_property_and_setter(x):
    class Temperature:
        def __init__(self):
            self._c = 0

        @property
        def f(self):
            return self._c * 9 / 5 + 32

        @f.setter
        def f(self, value):
            self._c = (value - 32) * 5 / 9

    t = Temperature()
    t.f = 212
    return x * t._c, t.f


@every_mode(f32(2))
def test_getattr_and_setattr_hooks(x):
    class Loose:
        def __init__(self):
            self.log = []

        def __getattr__(self, name):
            return name.upper()

        def __setattr__(self, name, value):
            object.__setattr__(self, name, value)
            if name != "log":
                self.log.append(name)

    loose = Loose()
    loose.a = x
    return loose.a, loose.missing, loose.log, hasattr(loose, "zz")


@every_mode(f32(2))
def test_descriptor(x):
    class Doubled:
        def __set_name__(self, owner, name):
            self.name = "_" + name

        def __get__(self, instance, owner):
            return instance.__dict__[self.name] * 2

        def __set__(self, instance, value):
            instance.__dict__[self.name] = value

    class Holder:
        value = Doubled()

    h = Holder()
    h.value = x
    return h.value


@every_mode(f32(2))
def test_slots(x):
    class Slotted:
        __slots__ = ("a", "b")

        def __init__(self, a):
            self.a = a

    s = Slotted(x)
    s.b = 2
    return s.a * s.b


@every_mode(f32(2))
def test_dataclasses(x):
    a, b = Item(2.0), Item(3.0, "b", ["t"])
    a.tags.append("own")
    c = dataclasses.replace(b, weight=1.0)
    return (
        x * a.weight,
        a < b,
        a == Item(2.0),
        b.heavier(a),
        a.tags,
        c.name,
        repr(c),
        Item(1.0).tags,
    )


@every_mode(f32(2))
def test_frozen_dataclass(x):
    f = Frozen(x)
    try:
        f.n = 2
    except dataclasses.FrozenInstanceError as error:
        return f.x * f.n, str(error)


@every_mode(f32(2))
def test_instance_returned(x):
    return Derived(x, 2), [Base(1)]


@every_mode(f32(2))
def test_enum(x):
    c = Colour.GREEN
    return (
        x * c.value,
        c.name,
        Colour(4).name,
        Colour["RED"] is Colour.RED,
        [m.name for m in Colour],
        c == Colour.GREEN,
        c in Colour,
        Flag.A | Flag.B,
        isinstance(c, Colour),
    )


@every_mode(f32(2))
def test_enum_switch(x):
    def f(c):
        match c:
            case Colour.RED:
                return x + 1
            case Colour.BLUE:
                return x + 2
        return x

    return [f(c) for c in Colour]


@every_mode(f32(2))
def test_multiple_inheritance(x):
    class A:
        def who(self):
            return ["A"]

    class B(A):
        def who(self):
            return ["B", *super().who()]

    class C(A):
        def who(self):
            return ["C", *super().who()]

    class D(B, C):
        def who(self):
            return ["D", *super().who()]

    return x, D().who(), [c.__name__ for c in D.__mro__[:-1]]


@every_mode(f32(2))
def test_attributes_by_name(x):
    b = Base(x)
    b.extra = 5
    before = hasattr(b, "extra"), getattr(b, "none", "default")
    delattr(b, "extra")
    return before, hasattr(b, "extra"), sorted(vars(b)), b.__class__.__name__, type(b) is Base


@every_mode(f32(2))
def test_instances_alias(x):
    a = Base(x)
    b = a
    b.x = x * 2
    c = [a, b]
    c[0].x = a.x + 1
    return a.x, a is b, c[1].x


@every_mode(f32(2))
def test_linked_list(x):
    class Node:
        def __init__(self, value, rest=None):
            self.value, self.rest = value, rest

    head = None
    for i in range(3):
        head = Node(x * i, head)
    values = []
    while head is not None:
        values.append(head.value)
        head = head.rest
    return values


@every_mode(f32(2))
def test_new_and_class_attributes(x):
    class Single:
        made = None

        def __new__(cls, *args):
            if cls.made is None:
                cls.made = super().__new__(cls)
            return cls.made

        def __init__(self, v):
            self.v = v

    a, b = Single(1), Single(2)
    return x * a.v, a is b


@every_mode(f32(2))
def test_class_getitem_and_init_subclass(x):
    class Registry:
        known = []

        def __init_subclass__(cls, **kwargs):
            super().__init_subclass__()
            Registry.known.append(cls.__name__)

        def __class_getitem__(cls, item):
            return item * 2

    class One(Registry):
        pass

    class Two(Registry):
        pass

    return x * Registry[3], Registry.known


@every_mode(f32(2))
def test_comparison_falls_back_to_reflected(x):
    class Left:
        def __eq__(self, other):
            return NotImplemented

        def __add__(self, other):
            return NotImplemented

    class Right:
        def __eq__(self, other):
            return "right"

        def __radd__(self, other):
            return "radd"

    return x, Left() == Right(), Left() + Right(), Left() != 3


@every_mode(f32(2))
def test_tensor_and_user_class(x):
    class Scale:
        def __rmul__(self, other):
            return "rmul"

        def __radd__(self, other):
            return "radd"

    return x, 2 * Scale(), 2 + Scale()


@ms.jit_class
class Marked:
    """A jit_class."""

    def __init__(self, k):
        self.k = k

    def scaled(self, x):
        """By k."""
        return x * self.k


@every_mode(f32(2))
def test_jit_class(x):
    m = Marked(3)
    m.k += 1
    return m.scaled(x), Marked(2).k


class Small(nn.Cell):
    """A Cell that is made inside a function."""

    def __init__(self, k):
        super().__init__()
        self.k = k
        self.relu = nn.ReLU()

    def construct(self, x):
        """Scaled and cut."""
        return self.relu(x * self.k)


@every_mode(f32(3))
def test_cell_made_inside(x):
    return Small(2)(x), nn.GELU()(x), nn.SequentialCell(nn.ReLU(), Small(3))(x)


@every_mode(f32(3))
def test_primitive_made_inside(x):
    return ops.ReduceSum(keep_dims=True)(x, 0), ops.Add()(x, x), ops.Concat(0)((x, x))


@every_mode(f32(3))
def test_parameter_made_inside(x):
    p = Parameter(Tensor([1.0, 2.0, 3.0]), name="p")
    return x * p


@every_mode(f32(2))
def test_context_of_class_body(x):
    n = 3

    class Body:
        a = n * 2
        b = [i * 2 for i in range(3)]
        c = a + len(b)

    return x * Body.c


@every_mode(f32(2))
def test_generic_alias_and_annotations(x):
    class Typed:
        a: int
        b: list[int] = [1]

    return x, sorted(Typed.__annotations__), Typed.b


@every_mode(f32(2))
def test_instance_with_dict_method(x):
    class Config(dict):
        def __getattr__(self, name):
            return self[name]

    c = Config(lr=0.1, size=2)
    c["more"] = 3
    return x * c.lr, c.size + c.more, len(c)


@every_mode(f32(2))
def test_hashable_user_keys(x):
    class Key:
        def __init__(self, n):
            self.n = n

        def __hash__(self):
            return hash(self.n)

        def __eq__(self, other):
            return self.n == other.n

    d = {Key(1): x, Key(2): 2}
    return d[Key(1)], Key(2) in d, Key(3) in d


def test_an_object_that_holds_itself_is_python_s():
    def tied(x):
        node = Tied()
        node.value, node.next = x * 2, node
        ring = [x]
        ring.append(ring)
        return node, ring

    node, ring = compiled(tied, one_graph=False)(f32(2))
    assert node.next is node
    assert ring[1] is ring
    assert same(node.value, f32(2) * 2)


class Tied:
    """Made inside, holds itself."""
