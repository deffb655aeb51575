f(1, a=2, **{})
f(*a, 2, *b)
f(x=1, **d, y=2, z=3, **e)
o.m(*a)
[1, *a, 2], {*a}, (*a, 1), {1: 2, **d, 3: 4}
x[1:2, ::3, ...]
# lowers to:
# module <module> line 1
#   variables: name f, name a, name b, name d, name e, name o, name x
#   load f
#   constant 1
#   tuple 1
#   constant 'a'
#   constant 2
#   dict 1
#   dict 0
#   update 1 1
#   call star 1
#   drop
#   load f
#   list 0
#   load a
#   extend 1
#   constant 2
#   append 1
#   load b
#   extend 1
#   call star 0
#   drop
#   load f
#   tuple 0
#   constant 'x'
#   constant 1
#   dict 1
#   load d
#   update 1 1
#   constant 'y'
#   constant 2
#   constant 'z'
#   constant 3
#   dict 2
#   update 1 1
#   load e
#   update 1 1
#   call star 1
#   drop
#   load o
#   attribute m
#   list 0
#   load a
#   extend 1
#   call star 0
#   drop
#   constant 1
#   list 1
#   load a
#   extend 1
#   constant 2
#   append 1
#   set 0
#   load a
#   extend 1
#   list 0
#   load a
#   extend 1
#   constant 1
#   append 1
#   list to tuple
#   constant 1
#   constant 2
#   dict 1
#   load d
#   update 1 0
#   constant 3
#   constant 4
#   insert 1
#   tuple 4
#   drop
#   load x
#   constant 1
#   constant 2
#   slice 2
#   constant None
#   constant None
#   constant 3
#   slice 3
#   constant ...
#   tuple 3
#   item
#   drop
#   constant None
#   return
