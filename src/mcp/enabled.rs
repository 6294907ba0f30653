//! The server, in builds that have it.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt as _};

use super::{answer, tools};
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};

const INSTRUCTIONS: &str = "newstape holds news events, the listed instruments they are about, the price moves their \
texts state, and what prices did afterwards. Returns are fractions (-0.0021 is -0.21 %), times are UTC. Cite the \
event's number and source with every figure, and `as_of`. Absent means unknown, never zero. A placebo rank is the \
share of the instrument's own earlier moves that were smaller; verdicts: muted below 50 %, ordinary, notable from \
90 %, extreme above 99 %. A move after news is not proof that the news caused it: see `confounders` and the \
benchmark's part.";

/// Answers on standard input and output until the client hangs up. It changes nothing unless it `may_write`.
///
/// # Errors
/// The client does not speak the protocol, or the runtime cannot be started.
pub fn serve(context: Context, may_write: bool) -> Result<(), Failure> {
    let failed = |reason: String| Failure::from(Refusal::Runtime(reason));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|e| failed(e.to_string()))?;
    let served = runtime.block_on(async {
        let server = Server { context: Arc::new(context), may_write };
        let running = server.serve(rmcp::transport::stdio()).await.map_err(|e| e.to_string())?;
        running.waiting().await.map(drop).map_err(|e| e.to_string())
    });
    // A read of standard input cannot be cancelled: it is not waited for.
    runtime.shutdown_background();
    served.map_err(failed)
}

struct Server {
    context: Arc<Context>,
    may_write: bool,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("newstape", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::all(self.may_write)))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::all(self.may_write).into_iter().find(|tool| tool.name == name)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let context = Arc::clone(&self.context);
        let may_write = self.may_write;
        let CallToolRequestParams { name, arguments, .. } = request;
        let asked = move || answer::answer(&context, may_write, &name, arguments.unwrap_or_default());
        let answered = tokio::task::spawn_blocking(asked).await;
        let result = match answered.map_err(|e| ErrorData::internal_error(e.to_string(), None))? {
            Ok(value) => CallToolResult::success(vec![ContentBlock::text(value.to_string())]),
            Err(reason) => CallToolResult::error(vec![ContentBlock::text(reason)]),
        };
        Ok(result.into())
    }
}
