"""How much snow is left: a Kalman filter whose lasting errors are states, so that its band stays honest.

State x = (M, A, ln k, e, g, c, b, s, o, q): mass M [t], melt A since the last water balance [t], and what is
unknown but lasts: factors on the modelled natural melt k, on metered energy e, on the weir's water g, share of
rain caught c, leak b [t/day], factor s and offset o [m] of the height sensor, factor q of surveys. A step of d
days melts m = k N(M) + e L, N modelled natural melt and L metered load in tonnes:

    M' = M − m,  A' = A + m,  all else stays but wanders a little;  P' = F P Fᵀ + Q with F = ∂x'/∂x.

Observations z = h(x) + v: water balance g A + c R − b d, mass by height
s M + o dM/dh, survey q M; K = P Hᵀ / (H P Hᵀ + r).
"""
