# refused: 2: math
from math import *

print(sqrt(4))
