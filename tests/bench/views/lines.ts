/** What is built for the page: our view of lines alone. */
import { AttnLines } from "../../../web/widget/views/attn-lines.ts";

customElements.define("attn-lines", AttnLines);
