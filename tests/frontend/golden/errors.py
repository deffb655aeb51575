def f():
    try:
        a()
    except ValueError as error:
        raise KeyError from error
    except (TypeError, OSError):
        raise
    except:
        return 1
    else:
        b()
    finally:
        c()
    try:
        a()
    except* ValueError:
        pass
    with open(a) as file, lock:
        raise file
# lowers to:
# module <module> line 1
#   variables: name f
#   function #0 f 0
#   store f
#   constant None
#   return
# function f line 1
#   variables: global a, global ValueError, local error, global KeyError, global TypeError, global OSError, global b, global c, global open, local file, global lock
#   try
#     body
#       load a
#       call 0
#       drop
#     type
#       load ValueError
#     except error
#       load KeyError
#       load error
#       raise 2
#     type
#       load TypeError
#       load OSError
#       tuple 2
#     except
#       raise 0
#     except
#       constant 1
#       return
#     else
#       load b
#       call 0
#       drop
#     finally
#       load c
#       call 0
#       drop
#   try
#     body
#       load a
#       call 0
#       drop
#     type
#       load ValueError
#     except*
#   load open
#   load a
#   call 1
#   with
#     store file
#     load lock
#     with
#       drop
#       load file
#       raise 1
#   constant None
#   return
