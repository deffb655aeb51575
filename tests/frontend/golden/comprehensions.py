def f(rows):
    a = [y for x in rows if x for y in x if y]
    b = {k: v for k, v in a}
    c = {x for x in b}
    d = (last := x for x in c)
    return [[last for _ in x] for x in d]


e = [w := x for x in f(e)]
# lowers to:
# module <module> line 1
#   variables: name f, name w, name e
#   function #0 f 0
#   store f
#   function #1 <listcomp> 0
#   load f
#   load e
#   call 1
#   iterator
#   call 1
#   store e
#   constant None
#   return
# function f line 1
#   variables: parameter local rows, local a, local b, local c, cell last, local d
#   function #0 <listcomp> 0
#   load rows
#   iterator
#   call 1
#   store a
#   function #1 <dictcomp> 0
#   load a
#   iterator
#   call 1
#   store b
#   function #2 <setcomp> 0
#   load b
#   iterator
#   call 1
#   store c
#   function #3 <genexpr> 0
#   load c
#   iterator
#   call 1
#   store d
#   function #4 <listcomp> 0
#   load d
#   iterator
#   call 1
#   return
#   constant None
#   return
# comprehension f.<locals>.<listcomp> line 2
#   variables: parameter local .0, local x, local y
#   list 0
#   load .0
#   for
#   body
#     store x
#     load x
#     if
#     then
#       load x
#       iterator
#       for
#       body
#         store y
#         load y
#         if
#         then
#           load y
#           append 1
#   return
# comprehension f.<locals>.<dictcomp> line 3
#   variables: parameter local .0, local k, local v
#   dict 0
#   load .0
#   for
#   body
#     unpack 2
#     store k
#     store v
#     load k
#     load v
#     insert 1
#   return
# comprehension f.<locals>.<setcomp> line 4
#   variables: parameter local .0, local x
#   set 0
#   load .0
#   for
#   body
#     store x
#     load x
#     append 1
#   return
# comprehension f.<locals>.<genexpr> line 5 generator
#   variables: parameter local .0, local x, free last
#   load .0
#   for
#   body
#     store x
#     load x
#     copy 1
#     store last
#     yield
#     drop
#   constant None
#   return
# comprehension f.<locals>.<listcomp> line 6
#   variables: parameter local .0, local x, free last
#   list 0
#   load .0
#   for
#   body
#     store x
#     function #0 <listcomp> 0
#     load x
#     iterator
#     call 1
#     append 1
#   return
# comprehension f.<locals>.<listcomp>.<locals>.<listcomp> line 6
#   variables: parameter local .0, local _, free last
#   list 0
#   load .0
#   for
#   body
#     store _
#     load last
#     append 1
#   return
# comprehension <listcomp> line 9
#   variables: parameter local .0, local x, global w
#   list 0
#   load .0
#   for
#   body
#     store x
#     load x
#     copy 1
#     store w
#     append 1
#   return
