using System.Text;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Tests.State;

public class NamesTests
{
    private static readonly string[] Letters = ["a", "b", "é", "€", "😀"];

    [Fact]
    public void Names_WhateverTheirCountAndLength_AreFoundByTheirNumbers()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            string[] all = [.. Enumerable.Range(0, random.Next(1, 500)).Select(_ => Text(random)).Distinct()];
            var names = new Names();
            if (random.Next(2) == 0) names.EnsureCapacity(random.Next(2 * all.Length));
            for (int i = 0; i < all.Length; i++)
            {
                Assert.True(names.Find(all[i]) < 0, $"seed {seed}: \"{all[i]}\" is not there yet");
                Assert.Equal(i, random.Next(2) == 0 ? names.Add(all[i]) : names.Add(Encoding.UTF8.GetBytes(all[i])));
            }

            Assert.Equal(all.Length, names.Count);
            Assert.All(all, (name, i) => Assert.True(names.Find(name) == i && names.TextOf(i) == name, $"seed {seed}: \"{name}\" is {i}"));
        }
    }

    [Fact]
    public void Find_WhatIsLongerThanAnyName_IsNotThere()
    {
        var names = new Names();
        Assert.Equal(-1, names.Find("a"));
        names.Add(new string('a', Names.BytesMax));
        Assert.Equal(0, names.Find(new string('a', Names.BytesMax)));
        Assert.Equal(-1, names.Find(new string('a', Names.BytesMax + 1)));
        Assert.Equal(-1, names.Find(""));
    }

    // the one a beginning of the other, in letters of one to four bytes
    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(17)).Select(_ => Letters[random.Next(Letters.Length)]));
}
