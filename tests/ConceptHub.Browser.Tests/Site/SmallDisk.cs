using System.Diagnostics;

namespace ConceptHub.Browser.Tests;

/// <summary>A disk of a few megabytes in memory, which one process sees in the place of a folder (Linux, mount namespaces).</summary>
internal sealed record SmallDisk(int Megabytes)
{
    /// <summary>Whether this machine lets its users mount such disks.</summary>
    public static bool IsPossible
    {
        get
        {
            if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/unshare")) return false;
            using var trial = Process.Start(new ProcessStartInfo("unshare", ["-Urm", "true"]) { RedirectStandardError = true })!;
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
    }

    /// <summary>The command that runs a program with this disk at the folder. Its process is the program's.</summary>
    public string[] Under(string folder, string[] program)
    {
        Directory.CreateDirectory(folder);
        return ["unshare", "-Urm", "sh", "-c", $"mount -t tmpfs -o size={Megabytes}m none \"$0\" && exec \"$@\"", folder, .. program];
    }

    /// <summary>Writes a file until not one block is free.</summary>
    /// <returns>Deleting it makes room again.</returns>
    public static string Fill(string folder)
    {
        var path = Path.Combine(folder, "filler");
        var block = new byte[4096];
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            return path; // full
        }
    }
}
