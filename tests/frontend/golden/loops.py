def f(xs):
    while xs and 1 < len(xs):
        if xs.pop():
            break
    else:
        return 1
    for i, x in enumerate(xs):
        continue
    else:
        pass
# lowers to:
# module <module> line 1
#   variables: name f
#   function #0 f 0
#   store f
#   constant None
#   return
# function f line 1
#   variables: parameter local xs, global len, global enumerate, local i, local x
#   while
#   condition
#     load xs
#     if
#     then
#       constant 1
#       load len
#       load xs
#       call 1
#       compare <
#     else
#       constant False
#   body
#     load xs
#     attribute pop
#     call 0
#     if
#     then
#       break
#   else
#     constant 1
#     return
#   load enumerate
#   load xs
#   call 1
#   iterator
#   for
#   body
#     unpack 2
#     store i
#     store x
#     continue
#   else
#   constant None
#   return
