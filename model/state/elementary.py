"""Exponentials, logarithms, powers and cosines of one number, with the same bits on every machine.

A processor's own library rounds these functions in its own way, and numpy picks another one by
what the processor can do. Here they are made of + - * / and exact scaling by powers of two alone,
which IEEE 754 fixes to the last bit. Plain Python and numba run this same source. Forms and
coefficients are those of fdlibm (Sun Microsystems 1993) but for ``power``, whose logarithm is
carried in two numbers (Dekker 1971, "A floating-point technique for extending the available
precision"). Results are within one unit in the last place, log10 within two.
"""

import math

from model.state.compiling import compiled

INF, NAN = math.inf, math.nan
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""The logarithm of two in two parts; a multiple of the first by up to 2**20 is exact."""
LARGEST_EXP, SMALLEST_EXP = 709.782712893383973096, -745.133219101941108420
"""Beyond these an exponential is infinite or zero."""
SQRT_HALF = 0.70710678118654752440
PI_HALF_1, PI_HALF_2, PI_HALF_3, PI_HALF_4 = (
    1.57079632673412561417e00,
    6.07710050630396597660e-11,
    2.02226624871116645580e-21,
    8.47842766036889956997e-32,
)
"""Half of pi in four parts: multiples of the first three by up to 2**20 are exact."""
LARGEST_ANGLE = 800_000.0
SPLIT = 134217729.0
"""2**27 + 1: cuts a number into two halves whose products are exact (Veltkamp 1968)."""
TWO_THIRDS_HIGH, TWO_THIRDS_LOW = 0.6666666666666666, 3.700743415417188e-17
"""Two thirds in two parts."""

# Coefficients, the highest power first.
EXP = (
    4.13813679705723846039e-08, -1.65339022054652515390e-06, 6.61375632143793436117e-05,
    -2.77777777770155933842e-03, 1.66666666666666019037e-01,
)  # fmt: skip
LOG = (
    1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01,
    2.857142874366239149e-01, 3.999999999940941908e-01, 6.666666666666735130e-01,
)  # fmt: skip
LOG_TAIL = tuple(2.0 / n for n in (23, 21, 19, 17, 15, 13, 11, 9, 7, 5))
COSINE = (
    -1.13596475577881948265e-11, 2.08757232129817482790e-09, -2.75573143513906633035e-07,
    2.48015872894767294178e-05, -1.38888888888741095749e-03, 4.16666666666666019037e-02,
)  # fmt: skip
SINE = (
    1.58969099521155010221e-10, -2.50507602534068634195e-08, 2.75573137070700676789e-06,
    -1.98412698298579493134e-04, 8.33333333332248946124e-03,
)  # fmt: skip


@compiled
def polynomial(x: float, coefficients: tuple[float, ...]) -> float:
    """A polynomial by Horner's rule, the coefficient of the highest power first."""
    value = 0.0
    for coefficient in coefficients:
        value = coefficient + x * value
    return value


@compiled
def exp(x: float) -> float:
    """The exponential."""
    return exp_of_sum(x, 0.0)


@compiled
def exp_of_sum(x: float, rest: float) -> float:
    """The exponential of x + rest, where the rest is below the last place of x."""
    if x != x:
        return x
    if x > LARGEST_EXP:
        return INF
    if x < SMALLEST_EXP:
        return 0.0
    twos = math.floor(x * 1.44269504088896338700 + 0.5)
    high, low = x - twos * LN2_HIGH, twos * LN2_LOW - rest
    r = high - low
    t = r * r
    c = r - t * polynomial(t, EXP)
    return math.ldexp(1.0 - ((low - (r * c) / (2.0 - c)) - high), int(twos))


@compiled
def log(x: float) -> float:
    """The natural logarithm; minus infinity of zero, not a number below."""
    if x <= 0.0:
        return -INF if x == 0.0 else NAN
    if not x < INF:
        return x
    twos, f = _parts(x)
    square_half = 0.5 * f * f
    s = f / (2.0 + f)
    z = s * s
    rest = s * (square_half + z * polynomial(z, LOG))
    return twos * LN2_HIGH - ((square_half - (rest + twos * LN2_LOW)) - f)


@compiled
def _parts(x: float) -> tuple[float, float]:
    """The number as (1 + f) times two to a whole power, with 1 + f from √½ to √2: power and f."""
    part, twos = math.frexp(x)
    if part < SQRT_HALF:
        part, twos = 2.0 * part, twos - 1
    return float(twos), part - 1.0


@compiled
def log10(x: float) -> float:
    """The logarithm to base ten, exact at powers of ten up to 10**22."""
    if not 0.0 < x < INF:
        return log(x)
    part, twos = math.frexp(x)
    # Two to the power nearest zero, so that a number below one loses no digits to cancellation.
    if twos >= 1:
        part, twos = 2.0 * part, twos - 1
    whole = float(twos)
    return (whole * 3.69423907715893078616e-13 + 4.34294481903251816668e-01 * log(part)) + (
        whole * 3.01029995663611771306e-01
    )


@compiled
def power(x: float, y: float) -> float:
    """The number to a power; not a number for x below zero."""
    if y == 0.0 or x == 1.0:
        return 1.0
    if x != x or y != y or x < 0.0:
        return NAN
    if y == 1.0:
        return x
    if y == 2.0:
        return x * x
    if y == 0.5:
        return math.sqrt(x)
    if x == 0.0 or x == INF:
        return INF if (x == INF) == (y > 0.0) else 0.0
    if abs(y) > 1e300:
        return INF if (x > 1.0) == (y > 0.0) else 0.0
    high, low = _log_in_two(x)
    product, rest = _product(high, y)
    return exp_of_sum(product, rest + low * y)


@compiled
def _log_in_two(x: float) -> tuple[float, float]:
    """The logarithm in two numbers, good to about 2**-65 of it: s + s³/3 + …, doubled, plus twos."""
    twos, f = _parts(x)
    below, above = f, 2.0 + f
    above_rest = (2.0 - above) + f
    s = below / above
    # What the rounded quotient leaves over, divided again.
    product, rest = _product(s, above)
    s_rest = (((below - product) - rest) - s * above_rest) / above
    z, z_rest = _product(s, s)
    z_rest += 2.0 * s * s_rest
    first, first_rest = _product(z, TWO_THIRDS_HIGH)
    first_rest += z * TWO_THIRDS_LOW + z_rest * TWO_THIRDS_HIGH + z * (z * polynomial(z, LOG_TAIL))
    first, first_rest = _sum(first, first_rest)
    more, more_rest = _product(s, first)
    more_rest += s * first_rest + s_rest * first
    high, low = _sum(2.0 * s, more)
    low += more_rest + 2.0 * s_rest
    whole, whole_rest = _sum(twos * LN2_HIGH, high)
    return _sum(whole, whole_rest + (low + twos * LN2_LOW))


@compiled
def _sum(x: float, y: float) -> tuple[float, float]:
    """The rounded sum and what rounding lost (Knuth's two-sum)."""
    total = x + y
    part = total - x
    return total, (x - (total - part)) + (y - part)


@compiled
def _product(x: float, y: float) -> tuple[float, float]:
    """The rounded product and what rounding lost (Dekker's product)."""
    x_high, x_low = _halves(x)
    y_high, y_low = _halves(y)
    product = x * y
    return product, ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low


@compiled
def _halves(x: float) -> tuple[float, float]:
    if abs(x) > 1e290:
        return x, 0.0
    wide = SPLIT * x
    high = wide - (wide - x)
    return high, x - high


@compiled
def cos(x: float) -> float:
    """The cosine of an angle in radians; not a number beyond 800,000."""
    if not abs(x) <= LARGEST_ANGLE:
        return NAN
    quarters = math.floor(x / 1.57079632679489661923 + 0.5)
    high, rest_high = _sum(x - quarters * PI_HALF_1, -quarters * PI_HALF_2)
    y, rest = _sum(high, rest_high - quarters * PI_HALF_3)
    rest -= quarters * PI_HALF_4
    quarter = int(quarters) % 4
    value = _sine(y, rest) if quarter % 2 else _cosine(y, rest)
    return -value if quarter in (1, 2) else value


@compiled
def _cosine(x: float, rest: float) -> float:
    """The cosine of x + rest within an eighth of a turn."""
    z = x * x
    series = z * polynomial(z, COSINE)
    half = 0.5 * z
    whole = 1.0 - half
    return whole + (((1.0 - whole) - half) + (z * series - x * rest))


@compiled
def _sine(x: float, rest: float) -> float:
    """The sine of x + rest within an eighth of a turn."""
    z = x * x
    cube = z * x
    series = polynomial(z, SINE)
    return x - ((z * (0.5 * rest - cube * series) - rest) - cube * -1.66666666666666324348e-01)
