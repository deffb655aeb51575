a = b = c
x.y, (z[0], *rest) = value
n: int = 3
o.p: str
a.b += 1
a[i] -= 2
a @= m
del a, b.c, d[e]
# lowers to:
# module <module> line 1
#   variables: name c, name a, name b, name value, name x, name z, name rest, name n, name int, name o, name str, name i, name m, name d, name e
#   load c
#   copy 1
#   store a
#   store b
#   load value
#   unpack 2
#   load x
#   set attribute y
#   unpack star 1 0
#   load z
#   constant 0
#   set item
#   store rest
#   constant 3
#   store n
#   load int
#   annotation n
#   load o
#   drop
#   load str
#   drop
#   load a
#   copy 1
#   attribute b
#   constant 1
#   in place +
#   swap 2
#   set attribute b
#   load a
#   load i
#   copy 2
#   copy 2
#   item
#   constant 2
#   in place -
#   rotate 3
#   set item
#   load a
#   load m
#   in place @
#   store a
#   delete a
#   load b
#   delete attribute c
#   load d
#   load e
#   delete item
#   constant None
#   return
