def make(base):
    x = 1

    class A(base, metaclass=M):
        """Documented."""

        y: int = x
        x = x
        __private = 2

        def method(self):
            self.__private += 1
            return super().method(x)

        @property
        def other(self):
            return __class__

    return A
# lowers to:
# module <module> line 1
#   variables: name make
#   function #0 make 0
#   store make
#   constant None
#   return
# function make line 1
#   variables: parameter local base, cell x, global M, local A
#   constant 1
#   store x
#   load base
#   tuple 1
#   constant 'metaclass'
#   load M
#   dict 1
#   class #0 A 'A'
#   store A
#   load A
#   return
#   constant None
#   return
# class make.<locals>.A line 4
#   variables: name __name__, name __module__, name __qualname__, name __doc__, name x, name y, name int, name _A__private, name method, name property, name other, free x, cell __class__, name __classcell__
#   load __name__
#   store __module__
#   constant 'make.<locals>.A'
#   store __qualname__
#   constant 'Documented.'
#   store __doc__
#   load x
#   store y
#   load int
#   annotation y
#   load x
#   store x
#   constant 2
#   store _A__private
#   function #0 method 0
#   store method
#   load property
#   function #1 other 0
#   call 1
#   store other
#   load cell __class__
#   store __classcell__
#   constant None
#   return
# function make.<locals>.A.method line 11
#   variables: parameter local self, global super, free __class__, free x
#   load self
#   copy 1
#   attribute _A__private
#   constant 1
#   in place +
#   swap 2
#   set attribute _A__private
#   load super
#   call 0
#   attribute method
#   load x
#   call 1
#   return
#   constant None
#   return
# function make.<locals>.A.other line 15
#   variables: parameter local self, free __class__
#   load __class__
#   return
#   constant None
#   return
