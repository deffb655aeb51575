import a
import a.b.c
import a.b.c as d
from . import e
from ..f.g import h as i, j
from k import *
# lowers to:
# module <module> line 1
#   variables: name a, name d, name e, name i, name j
#   import 'a' 0
#   store a
#   import 'a.b.c' 0
#   store a
#   import 'a.b.c' 0
#   import from b
#   swap 2
#   drop
#   import from c
#   swap 2
#   drop
#   store d
#   import '' (e) 1
#   import from e
#   store e
#   drop
#   import 'f.g' (h, j) 2
#   import from h
#   store i
#   import from j
#   store j
#   drop
#   import 'k' (*) 0
#   import star
#   constant None
#   return
