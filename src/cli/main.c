/* The command line: sets up the standard streams and runs one command. Everything else is in commands.c, so
 * that tests can link it. */
#include "cli/commands.h"
#include "io/output.h"

int main(int argc, char **argv)
{
    bh_output_setup();
    return bh_cli_run(argc, argv);
}
