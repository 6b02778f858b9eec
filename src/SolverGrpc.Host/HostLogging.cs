using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace SolverGrpc.Host;

/// <summary>The log: one line per event on standard error, nothing per call.</summary>
internal static class HostLogging
{
    public static void Configure(ILoggingBuilder logging, SolverHostOptions options)
    {
        logging.SetMinimumLevel(Enum.Parse<LogLevel>(options.LogLevel, ignoreCase: true));
        // the framework tells every connection and request at Information
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // a failed start is told by SolverHostException
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        // what one peer does wrong on its own connection is told as critical, in as many lines as it likes
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.None);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        if (options.LogJson)
        {
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, Timestamp.TrimEnd()));
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                (text.UseUtcTimestamp, text.TimestampFormat) = (true, Timestamp);
                (text.SingleLine, text.ColorBehavior) = (true, LoggerColorBehavior.Disabled);
            });
        }
    }
}
