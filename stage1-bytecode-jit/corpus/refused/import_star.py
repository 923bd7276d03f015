# refused: 2: import *
from math import *

print(sqrt(4))
