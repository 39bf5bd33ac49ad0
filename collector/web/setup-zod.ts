import { z } from "zod";

// The page's policy forbids `new Function`; without this zod would try it once and be reported as a violation.
z.config({ jitless: true });
