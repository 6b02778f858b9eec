namespace SolverGrpc.Sessions.State;

/// <summary>A schedule in shares as whole units with an exact sum: every quantity down, then one unit up where the largest fractions were lost.</summary>
internal static class WholeUnits
{
    /// <summary>Rounds <paramref name="x"/> within its bounds.</summary>
    /// <param name="x">Schedule in shares.</param>
    /// <param name="lower">Floors in shares; whole units where they are commitments.</param>
    /// <param name="upper">Caps in shares.</param>
    /// <param name="quantum">Shares in a unit.</param>
    /// <param name="sum">Units in all.</param>
    /// <param name="units">Receives the units. Their sum is <paramref name="sum"/> unless the bounds have no room for it.</param>
    public static void Round(ReadOnlySpan<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, double quantum, long sum, Span<long> units)
    {
        var lost = new (double Fraction, int Period)[x.Length];
        long left = sum;
        for (int i = 0; i < x.Length; i++)
        {
            double exact = x[i] / quantum, nearest = Math.Round(exact);
            double whole = Math.Abs(exact - nearest) <= 1e-9 * Math.Max(1, nearest) ? nearest : Math.Floor(exact);
            units[i] = (long)Math.Max(whole, Math.Ceiling((lower[i] / quantum) - 1e-9));
            left -= units[i];
            lost[i] = (exact - units[i], i);
        }

        Array.Sort(lost, static (first, second) => first.Fraction != second.Fraction ? second.Fraction.CompareTo(first.Fraction) : first.Period.CompareTo(second.Period));
        for (bool moved = true; left > 0 && moved;)
        {
            moved = false;
            foreach ((_, int i) in lost)
            {
                if (left == 0 || (units[i] + 1) * quantum > upper[i] * (1 + 1e-12)) continue;
                units[i]++;
                left--;
                moved = true;
            }
        }

        for (bool moved = true; left < 0 && moved;)
        {
            moved = false;
            for (int k = lost.Length - 1; k >= 0 && left < 0; k--)
            {
                int i = lost[k].Period;
                if ((units[i] - 1) * quantum < lower[i] * (1 - 1e-12)) continue;
                units[i]--;
                left++;
                moved = true;
            }
        }
    }
}
