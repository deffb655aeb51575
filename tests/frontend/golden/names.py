class Outer:
    x = 1

    def method(self):
        return x, [x for _ in self]

    class Inner:
        def method(self):
            def deeper():
                return self.__x, __class__

            return deeper


def outer():
    x = 1

    class A:
        print(x)

        def f(self):
            return x

    class B:
        x = 2

        def f(self):
            return x

    def passes():
        def uses():
            return x

        return uses
# lowers to:
# module <module> line 1
#   variables: name Outer, name outer
#   tuple 0
#   dict 0
#   class #0 Outer 'Outer'
#   store Outer
#   function #1 outer 0
#   store outer
#   constant None
#   return
# class Outer line 1
#   variables: name __name__, name __module__, name __qualname__, name x, name method, name Inner
#   load __name__
#   store __module__
#   constant 'Outer'
#   store __qualname__
#   constant 1
#   store x
#   function #0 method 0
#   store method
#   tuple 0
#   dict 0
#   class #1 Inner 'Inner'
#   store Inner
#   constant None
#   return
# function Outer.method line 4
#   variables: parameter local self, global x
#   load x
#   function #0 <listcomp> 0
#   load self
#   iterator
#   call 1
#   tuple 2
#   return
#   constant None
#   return
# comprehension Outer.method.<locals>.<listcomp> line 5
#   variables: parameter local .0, local _, global x
#   list 0
#   load .0
#   for
#   body
#     store _
#     load x
#     append 1
#   return
# class Outer.Inner line 7
#   variables: name __name__, name __module__, name __qualname__, name method, cell __class__, name __classcell__
#   load __name__
#   store __module__
#   constant 'Outer.Inner'
#   store __qualname__
#   function #0 method 0
#   store method
#   load cell __class__
#   store __classcell__
#   constant None
#   return
# function Outer.Inner.method line 8
#   variables: parameter cell self, local deeper, free __class__
#   function #0 deeper 0
#   store deeper
#   load deeper
#   return
#   constant None
#   return
# function Outer.Inner.method.<locals>.deeper line 9
#   variables: free self, free __class__
#   load self
#   attribute _Inner__x
#   load __class__
#   tuple 2
#   return
#   constant None
#   return
# function outer line 15
#   variables: cell x, local A, local B, local passes
#   constant 1
#   store x
#   tuple 0
#   dict 0
#   class #0 A 'A'
#   store A
#   tuple 0
#   dict 0
#   class #1 B 'B'
#   store B
#   function #2 passes 0
#   store passes
#   constant None
#   return
# class outer.<locals>.A line 18
#   variables: name __name__, name __module__, name __qualname__, name print, class-free x, name f
#   load __name__
#   store __module__
#   constant 'outer.<locals>.A'
#   store __qualname__
#   load print
#   load x
#   call 1
#   drop
#   function #0 f 0
#   store f
#   constant None
#   return
# function outer.<locals>.A.f line 21
#   variables: parameter local self, free x
#   load x
#   return
#   constant None
#   return
# class outer.<locals>.B line 24
#   variables: name __name__, name __module__, name __qualname__, name x, name f, free x
#   load __name__
#   store __module__
#   constant 'outer.<locals>.B'
#   store __qualname__
#   constant 2
#   store x
#   function #0 f 0
#   store f
#   constant None
#   return
# function outer.<locals>.B.f line 27
#   variables: parameter local self, free x
#   load x
#   return
#   constant None
#   return
# function outer.<locals>.passes line 30
#   variables: local uses, free x
#   function #0 uses 0
#   store uses
#   load uses
#   return
#   constant None
#   return
# function outer.<locals>.passes.<locals>.uses line 31
#   variables: free x
#   load x
#   return
#   constant None
#   return
