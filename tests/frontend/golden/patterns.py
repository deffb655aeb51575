def f(s):
    match s:
        case 1 | "two" | None:
            return 0
        case [a, [b, *rest], _] if a > b:
            return rest
        case [first, *_, last]:
            pass
        case {"key": Point(x, y=0 as y), **others}:
            return others
        case Point() as point:
            return point
        case a.b | -1:
            pass
        case other:
            return other
# lowers to:
# module <module> line 1
#   variables: name f
#   function #0 f 0
#   store f
#   constant None
#   return
# function f line 1
#   variables: parameter local s, local .capture1, local .capture2, local .capture3, local a, local b, local rest, local .capture7, local .capture8, local first, local last, global Point, local .capture12, local .capture13, local .capture14, local x, local y, local others, local .capture18, local point, local .capture20, local other
#   load s
#   copy 1
#   copy 1
#   constant 1
#   compare ==
#   if
#   then
#     drop
#     constant True
#   else
#     copy 1
#     constant 'two'
#     compare ==
#     if
#     then
#       drop
#       constant True
#     else
#       constant None
#       compare is
#   if
#   then
#     drop
#     constant 0
#     return
#   else
#     copy 1
#     match sequence
#     if
#     then
#       match length 3 0
#       if
#       then
#         unpack 3
#         store .capture1
#         match sequence
#         if
#         then
#           match length 1 1
#           if
#           then
#             unpack star 1 0
#             store .capture2
#             store .capture3
#             constant True
#           else
#             drop
#             constant False
#         else
#           drop
#           constant False
#         if
#         then
#           drop
#           constant True
#         else
#           drop
#           constant False
#       else
#         drop
#         constant False
#     else
#       drop
#       constant False
#     if
#     then
#       load .capture1
#       delete .capture1
#       store a
#       load .capture2
#       delete .capture2
#       store b
#       load .capture3
#       delete .capture3
#       store rest
#       load a
#       load b
#       compare >
#     else
#       constant False
#     if
#     then
#       drop
#       load rest
#       return
#     else
#       copy 1
#       match sequence
#       if
#       then
#         match length 2 1
#         if
#         then
#           copy 1
#           constant 0
#           item
#           store .capture7
#           copy 1
#           copy 1
#           length
#           constant 1
#           binary -
#           item
#           store .capture8
#           drop
#           constant True
#         else
#           drop
#           constant False
#       else
#         drop
#         constant False
#       if
#       then
#         load .capture7
#         delete .capture7
#         store first
#         load .capture8
#         delete .capture8
#         store last
#         drop
#       else
#         copy 1
#         match mapping
#         if
#         then
#           match length 1 1
#           if
#           then
#             constant 'key'
#             tuple 1
#             match keys
#             copy 1
#             constant None
#             compare is not
#             if
#             then
#               unpack 1
#               load Point
#               match class 1 (y)
#               copy 1
#               constant None
#               compare is not
#               if
#               then
#                 unpack 2
#                 store .capture12
#                 copy 1
#                 constant 0
#                 compare ==
#                 if
#                 then
#                   store .capture13
#                   constant True
#                 else
#                   drop
#                   constant False
#                 if
#                 then
#                   constant True
#                 else
#                   constant False
#               else
#                 drop
#                 constant False
#               if
#               then
#                 dict 0
#                 rotate 3
#                 swap 2
#                 update 2 0
#                 unpack 1
#                 copy 2
#                 swap 2
#                 delete item
#                 store .capture14
#                 constant True
#               else
#                 drop
#                 drop
#                 constant False
#             else
#               drop
#               drop
#               drop
#               constant False
#           else
#             drop
#             constant False
#         else
#           drop
#           constant False
#         if
#         then
#           load .capture12
#           delete .capture12
#           store x
#           load .capture13
#           delete .capture13
#           store y
#           load .capture14
#           delete .capture14
#           store others
#           drop
#           load others
#           return
#         else
#           copy 1
#           copy 1
#           load Point
#           match class 0 ()
#           copy 1
#           constant None
#           compare is not
#           if
#           then
#             unpack 0
#             constant True
#           else
#             drop
#             constant False
#           if
#           then
#             store .capture18
#             constant True
#           else
#             drop
#             constant False
#           if
#           then
#             load .capture18
#             delete .capture18
#             store point
#             drop
#             load point
#             return
#           else
#             copy 1
#             copy 1
#             load a
#             attribute b
#             compare ==
#             if
#             then
#               drop
#               constant True
#             else
#               constant 1
#               unary -
#               compare ==
#             if
#             then
#               drop
#             else
#               copy 1
#               store .capture20
#               load .capture20
#               delete .capture20
#               store other
#               drop
#               load other
#               return
#   constant None
#   return
