package org.waywiser.cli;

import java.io.File;
import java.io.IOException;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes a manual page for each command, as AsciiDoc, from the options themselves. */
public final class ManPages {
    private ManPages() {}

    /** @param args the folder they go to */
    public static void main(String[] args) throws IOException {
        int status = ManPageGenerator.generateManPage(
                new File(args[0]),
                null,
                new boolean[0],
                false,
                Waywiser.commandLine().getCommandSpec());
        System.exit(status);
    }
}
