# Nesting, conversions, the = form, and any expression inside.
name, width, precision, value = "Ada", 10, 3, 3.14159265
print(f"{name} {name!r} {name!s} {name!a} {'é'!a}")
print(f"{value:{width}.{precision}}|{value:{width}.{precision}f}|{value:>{width}}|{name:{'*'}^{width}}|{name:{'<'}{width}}|{5:{'0'}{4}}")
print(f"{name=} {value=:.2f} {value = } {1 + 1=} {name=!s} {name=!r:>8} {width=:5}|{width = :>5}|{ width= }")
print(f"{{}} {{{name}}} {{name}} {{{{ }}}}")
print(f"{1 + 2} {name.upper()} {[1, 2, 3][1]} {({'a': 1})['a']} {(lambda x: x * 2)(4)} {name[0]} {name[::-1]} {'yes' if width > 5 else 'no'}")
print(f"{[x * x for x in range(4)]} {dict(a=1)} { {1: 2} } {(1, 2)} {1, 2} {not 0} {width == 10} {width!r:>5}")
print(f"{'nested ' + f'{name} {width}'}")
print(f"""multi
{name}
line""" f" and {width}" " end {not}")
print(f"{3.0} {1e10} {-0.0} {True} {None} {1_000} {0x10}", f"", f"{''}|", f"{name}" f"{name}", rf"\n{name}\t", f"\t{name}\n", end="")
print(f"{width:#x} {width:+d} {-width:05} {width!s:>5} {width:>{width // 2}} {width:{width}}")
print(f"{'a' 'b'} {'it''s'} {name if name else 'x':>5} {max(1, 2):03} {len(name):>{len(name)}}")
x = [1, 2]
print(f"{x} {x[0]} {x[-1]:>3} {x!r} {*x, 3} {x=}")


def describe(**items):
    return ", ".join([f"{key}={item!r:<6}" for key, item in items.items()])


print(describe(a=1, b="two", c=None))
for i in range(8, 12):
    print(f"{i:2d} {i*i:3d} {i*i*i:4d} {1/i:.4f} {i:>4b} {i:#06x}")
for bad in (lambda: f"{undefined}", lambda: f"{name:d}", lambda: f"{name:{width}.{value}}", lambda: f"{5:{name}}", lambda: f"{None:>5}", lambda: f"{1 / 0}"):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
