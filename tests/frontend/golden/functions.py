@decorate(1)
@twice
def f(a: int, /, b=1, *args, c, d: "text" = 2, **kwargs) -> None:
    """Documented."""
    global g
    h = lambda x=a: x + h

    def inner():
        nonlocal b
        b = a

    g = inner


def generator():
    x = yield
    y = yield x
    yield from y
    (z := 1)
# lowers to:
# module <module> line 1
#   variables: name decorate, name twice, name int, name f, name generator
#   load decorate
#   constant 1
#   call 1
#   load twice
#   constant 1
#   tuple 1
#   constant 'd'
#   constant 2
#   dict 1
#   constant 'a'
#   load int
#   constant 'd'
#   constant 'text'
#   constant 'return'
#   constant None
#   dict 3
#   function #0 f 7
#   call 1
#   call 1
#   store f
#   function #1 generator 0
#   store generator
#   constant None
#   return
# function f line 1
#   variables: parameter cell a, parameter cell b, parameter local c, parameter local d, parameter local args, parameter local kwargs, global g, cell h, local inner
#   load a
#   tuple 1
#   function #0 <lambda> 1
#   store h
#   function #1 inner 0
#   store inner
#   load inner
#   store g
#   constant None
#   return
# lambda f.<locals>.<lambda> line 6
#   variables: parameter local x, free h
#   load x
#   load h
#   binary +
#   return
# function f.<locals>.inner line 8
#   variables: free b, free a
#   load a
#   store b
#   constant None
#   return
# function generator line 15 generator
#   variables: local x, local y, local z
#   constant None
#   yield
#   store x
#   load x
#   yield
#   store y
#   load y
#   iterator
#   yield from
#   drop
#   constant 1
#   copy 1
#   store z
#   drop
#   constant None
#   return
