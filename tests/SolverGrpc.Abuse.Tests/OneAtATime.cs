// Memory is measured, and floods want the machine for themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
