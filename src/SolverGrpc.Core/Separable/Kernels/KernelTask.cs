using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>What every kernel needs besides its columns.</summary>
/// <param name="Count">N.</param>
/// <param name="Quantity">S &gt; 0.</param>
/// <param name="WarmLambda">λ of a similar problem; NaN: none.</param>
/// <param name="Workspace">For columns and residuals.</param>
/// <param name="Budget">Looked at before every pass.</param>
internal readonly record struct KernelTask(int Count, double Quantity, double WarmLambda, Workspace Workspace, SolveBudget Budget)
{
    /// <summary>A column of N doubles with any content.</summary>
    public unsafe double* Column() => Columns.Take(Workspace, Count);

    /// <summary>Keeps the residual of a pass that found <paramref name="sum"/>.</summary>
    public void Log(double sum) => Workspace.Residuals.Add((sum / Quantity) - 1);
}
