f""
f"{a}"
f"{a!r:>{width}} and {b=}" "tail"
b"bytes", "it's\n", 1.5, 1e300, 2j, 123456789012345678901234567890, ..., None, True
# lowers to:
# module <module> line 1
#   variables: name a, name width, name b
#   constant ''
#   drop
#   load a
#   format 0 0
#   drop
#   load a
#   constant '>'
#   load width
#   format 0 0
#   join 2
#   format 114 1
#   constant ' and b='
#   load b
#   format 114 0
#   constant 'tail'
#   join 4
#   drop
#   constant b'bytes'
#   constant "it's\n"
#   constant 1.5
#   constant 1e+300
#   constant 2j
#   constant 123456789012345678901234567890
#   constant ...
#   constant None
#   constant True
#   tuple 9
#   drop
#   constant None
#   return
