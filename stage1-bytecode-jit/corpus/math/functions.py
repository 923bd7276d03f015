# The math module: exact where the result is exact, errors in words.
import math
from math import pi, sqrt as root, floor, inf

print(pi, math.e, math.tau, math.inf, -math.inf, math.nan, root(16), root(2), math.sqrt(0.25), math.sqrt(10 ** 20))
for x in (0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 2.0, -0.0, 1e20, 7, True):
    print(x, floor(x), math.ceil(x), math.trunc(x), math.fabs(x), round(x))
print(math.gcd(12, 18), math.gcd(-12, 18), math.gcd(0, 0), math.gcd(), math.gcd(12, 18, 27), math.gcd(2 ** 100, 6 ** 50), math.lcm(4, 6), math.lcm(), math.lcm(2, 3, 4), math.lcm(0, 5), math.factorial(0), math.factorial(5), math.factorial(30), math.comb(5, 2), math.comb(50, 25), math.comb(3, 5), math.perm(5, 2), math.perm(5), math.isqrt(99), math.isqrt(10 ** 40), math.isqrt(0))
print(math.isnan(math.nan), math.isnan(1), math.isinf(inf), math.isinf(-inf), math.isfinite(1e308), math.isfinite(math.nan), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-10, abs_tol=1e-9))
print(math.copysign(1, -0.0), math.copysign(-5, 2), math.fmod(7, 3), math.fmod(-7, 3), -7 % 3, math.fmod(7.5, -2), math.remainder(7, 4), math.modf(3.25), math.modf(-3.25), math.frexp(8.0), math.frexp(0.3), math.ldexp(0.5, 4), math.ldexp(1.0, -1074))
print(math.sin(0), math.cos(0), math.tan(0), math.sin(pi / 2), math.cos(pi), math.asin(1), math.acos(1), math.atan(1), math.atan2(1, 1), math.atan2(-1, -1), math.atan2(0, -1), math.atan2(-0.0, -1), math.hypot(3, 4), math.hypot(1, 1, 1, 1), math.degrees(pi), math.radians(180))
print(math.exp(0), math.log(1), math.log(math.e), math.log2(8), math.log10(1000), math.log(8, 2), math.log(10 ** 400), math.log10(10 ** 400), math.log2(2 ** 5000), math.log1p(0), math.expm1(0), math.pow(2, 10), math.pow(2, 0.5), math.pow(0, 0), math.exp(-inf), math.exp(-1000))
print(f"{math.sin(1):.10f} {math.cos(1):.10f} {math.tan(1):.10f} {math.exp(1):.10f} {math.log(3):.10f} {math.sinh(1):.10f} {math.cosh(1):.10f} {math.tanh(1):.10f} {math.atan(2):.10f} {math.gamma(5):.4f} {math.erf(0.5):.10f} {math.cbrt(27):.6f} {math.exp2(3):.4f}")
print(math.fsum([0.1] * 10), math.prod([1, 2, 3, 4]), math.prod([], start=5), math.prod([1.5, 2]), math.dist((0, 0), (3, 4)), math.ulp(1.0), math.nextafter(1.0, 2.0), math.nextafter(0.0, 1.0))
for f in (
    lambda: math.factorial(-1), lambda: math.factorial(2.5), lambda: math.isqrt(-1), lambda: math.exp(1000), lambda: math.ceil(inf), lambda: floor(math.nan), lambda: root("a"), lambda: math.gcd(1.5, 2), lambda: math.fmod(inf, 1), lambda: math.comb(-1, 2), lambda: math.sqrt(), lambda: math.sin(None), lambda: math.floor("a"), lambda: math.nothing, lambda: math.fsum(["a"]), lambda: math.sqrt(10 ** 400), lambda: math.pow(10, 400), lambda: math.sqrt(1, 2), lambda: math.trunc("a"),
):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
for f in (lambda: root(-1), lambda: math.log(0), lambda: math.log(-1), lambda: math.acos(2), lambda: math.pow(0, -1), lambda: math.log2(0)):
    try:
        print(f())
    except ValueError as error:
        print(type(error).__name__)
