using SolverGrpc.Core.Solving;

namespace SolverGrpc.Mapping.Validation;

/// <summary>The numbers of the contract's <c>Method</c>: one more than those of <see cref="Method"/>, 0 standing for AUTO.</summary>
internal static class MethodMap
{
    /// <summary>The method with this number; false if there is none.</summary>
    public static bool TryRead(int number, out Method method)
    {
        method = number <= 1 ? Method.Auto : (Method)(number - 1);
        return number >= 0 && method <= Method.Pov;
    }

    /// <summary>The number of a method.</summary>
    public static int Number(Method method) => (int)method + 1;
}
