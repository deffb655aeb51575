def f(a, b, c):
    if a and not b or c:
        pass
    elif a < b() <= c:
        return a or b and c
    assert a < b < c, "message"
    return a if a is not b else not (a and b)


def chain(a, b, c):
    return a < b < c


def mixed(a, b, c):
    return not (a and b), (a and b) or c
# lowers to:
# module <module> line 1
#   variables: name f, name chain, name mixed
#   function #0 f 0
#   store f
#   function #1 chain 0
#   store chain
#   function #2 mixed 0
#   store mixed
#   constant None
#   return
# function f line 1
#   variables: parameter local a, parameter local b, parameter local c
#   load a
#   if
#   then
#     load b
#     unary not
#   else
#     constant False
#   if
#   then
#     constant True
#   else
#     load c
#   if
#   then
#   else
#     load a
#     load b
#     call 0
#     copy 1
#     rotate 3
#     compare <
#     if
#     then
#       load c
#       compare <=
#     else
#       drop
#       constant False
#     if
#     then
#       load a
#       boolean or
#         load b
#         boolean and
#           load c
#       return
#   load a
#   load b
#   copy 1
#   rotate 3
#   compare <
#   if
#   then
#     load c
#     compare <
#   else
#     drop
#     constant False
#   if
#   then
#   else
#     assertion error
#     constant 'message'
#     call 1
#     raise 1
#   load a
#   load b
#   compare is not
#   if
#   then
#     load a
#   else
#     load a
#     boolean and
#       load b
#     unary not
#   return
#   constant None
#   return
# function chain line 10
#   variables: parameter local a, parameter local b, parameter local c
#   load a
#   load b
#   copy 1
#   rotate 3
#   compare <
#   boolean and
#     copy 1
#     load c
#     compare <
#   swap 2
#   drop
#   return
#   constant None
#   return
# function mixed line 14
#   variables: parameter local a, parameter local b, parameter local c
#   load a
#   boolean and
#     load b
#   unary not
#   load a
#   copy 1
#   unary not
#   unary not
#   if
#   then
#     drop
#     load b
#     copy 1
#     unary not
#     unary not
#   else
#     constant False
#   if
#   then
#   else
#     drop
#     load c
#   tuple 2
#   return
#   constant None
#   return
