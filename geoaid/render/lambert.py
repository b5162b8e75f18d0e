"""INEGI's Lambert projection, EPSG:6372, for the few points that print needs projected.

The formulas are Snyder's (Map Projections: A Working Manual, 1987, pages 107-109) for the conformal
conic with two standard parallels on the GRS80 ellipsoid.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_A, _F = 6_378_137.0, 1 / 298.257222101
_E = math.sqrt(2 * _F - _F * _F)
_LAT_0, _LON_0, _FALSE_EAST = math.radians(12.0), math.radians(-102.0), 2_500_000.0
_PARALLELS = (math.radians(17.5), math.radians(29.5))


def _m(lat: Any) -> Any:
    return np.cos(lat) / np.sqrt(1 - (_E * np.sin(lat)) ** 2)


def _t(lat: Any) -> Any:
    sine = _E * np.sin(lat)
    return np.tan(np.pi / 4 - lat / 2) / ((1 - sine) / (1 + sine)) ** (_E / 2)


_N = float(
    (np.log(_m(_PARALLELS[0])) - np.log(_m(_PARALLELS[1])))
    / (np.log(_t(_PARALLELS[0])) - np.log(_t(_PARALLELS[1])))
)
_BIG_F = float(_m(_PARALLELS[0]) / (_N * _t(_PARALLELS[0]) ** _N))
_RHO_0 = float(_A * _BIG_F * _t(_LAT_0) ** _N)


def forward(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Project degrees to metres; arrays give arrays.

    Examples
    --------
    >>> [round(float(metres), -1) for metres in forward(-115.77876, 31.76392)]
    [1190110.0, 2251250.0]

    As the boundaries' own point of Baja California has it, whose degrees are rounded.
    """
    lat, angle = np.radians(lat), _N * (np.radians(lon) - _LON_0)
    rho = _A * _BIG_F * _t(lat) ** _N
    return _FALSE_EAST + rho * np.sin(angle), _RHO_0 - rho * np.cos(angle)


def convergence(lon: float) -> float:
    """Angle from the map's vertical to true north, anticlockwise, radians, at a longitude.

    Examples
    --------
    >>> round(math.degrees(convergence(-90)), 1), convergence(-102)
    (4.8, 0.0)
    """
    return _N * (math.radians(lon) - _LON_0)


def scale(lat: float) -> float:
    """Metres on the map for one metre on the ellipsoid, at a latitude in degrees.

    Examples
    --------
    >>> round(scale(17.5), 6), round(scale(23.5), 4), round(scale(32.5), 4)
    (1.0, 0.9946, 1.0071)

    True on a standard parallel, half a per cent short between them, and too long beyond.
    """
    lat_ = math.radians(lat)
    return float(_A * _BIG_F * _t(lat_) ** _N * _N / (_A * _m(lat_)))
