# Home Assistant serves this name through probatio, which is typed.
from probatio import *
