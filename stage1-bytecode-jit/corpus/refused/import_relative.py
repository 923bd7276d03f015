# refused: 2: import
from . import helpers

print(helpers)
