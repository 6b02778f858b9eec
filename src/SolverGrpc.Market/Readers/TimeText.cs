namespace SolverGrpc.Market.Readers;

/// <summary>Times as nanoseconds since 1970-01-01 UTC, or as ISO 8601 in UTC: 2024-10-21T11:54:29.221064336Z.</summary>
internal sealed class TimeText
{
    private const long NsPerSecond = 1_000_000_000, NsPerDay = 86_400 * NsPerSecond;
    private const int DateLength = 10, SecondsLength = 19, FractionDigits = 9;

    private readonly byte[] _date = new byte[DateLength];
    private long _dayNs;

    /// <summary>Reads one; false if it is none.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long ns)
    {
        if (text.Length < SecondsLength || text[4] != '-') return TryWhole(text, out ns);
        ns = 0;
        if (!text[..DateLength].SequenceEqual(_date) && !TryDate(text)) return false;
        if (text[DateLength] is not ((byte)'T' or (byte)' ') || text[13] != ':' || text[16] != ':') return false;
        if (!TryTwo(text[11..], out int hour) || !TryTwo(text[14..], out int minute) || !TryTwo(text[17..], out int second)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        if (!TryFraction(text[SecondsLength..], out long fraction)) return false;
        ns = _dayNs + ((((hour * 60L) + minute) * 60) + second) * NsPerSecond + fraction;
        return true;
    }

    // consecutive rows have the same date
    private bool TryDate(ReadOnlySpan<byte> text)
    {
        if (!TryTwo(text, out int century) || !TryTwo(text[2..], out int year) || !TryTwo(text[5..], out int month) || !TryTwo(text[8..], out int day)) return false;
        year += century * 100;
        if (text[7] != '-' || year < 1970 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        _dayNs = (new DateOnly(year, month, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber) * NsPerDay;
        text[..DateLength].CopyTo(_date);
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        int digits = 0;
        if (!text.IsEmpty && text[0] == '.')
        {
            text = text[1..];
            while (digits < text.Length && digits < FractionDigits && text[digits] is >= (byte)'0' and <= (byte)'9')
                ns = (ns * 10) + (text[digits++] - '0');
            if (digits == 0) return false;
            text = text[digits..];
        }

        for (; digits is > 0 and < FractionDigits; digits++) ns *= 10;
        return text.IsEmpty || text.SequenceEqual("Z"u8) || text.SequenceEqual("+00:00"u8);
    }

    private static bool TryWhole(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 19) return false;
        foreach (byte c in text)
        {
            if (c is < (byte)'0' or > (byte)'9') return false;
            value = (value * 10) + (c - '0');
        }

        return value >= 0;
    }

    private static bool TryTwo(ReadOnlySpan<byte> text, out int value)
    {
        int high = text[0] - '0', low = text[1] - '0';
        value = (high * 10) + low;
        return high is >= 0 and <= 9 && low is >= 0 and <= 9;
    }
}
