/** Why a request did not succeed. */
export class ApiError extends Error {
    private constructor(
        message: string,
        /** The HTTP status; 0 when the server was not reached. */
        readonly status: number,
        /** Which field of the input is wrong, where one is. */
        readonly field: string | null,
        options?: ErrorOptions,
    ) {
        super(message, options);
        this.name = "ApiError";
    }

    static unreachable(cause: unknown): ApiError {
        return new ApiError("", 0, null, { cause });
    }

    static refused(response: Response, body: unknown): ApiError {
        const { msg, field } = (typeof body === "object" && body !== null ? body : {}) as {
            msg?: unknown;
            field?: unknown;
        };
        return new ApiError(
            typeof msg === "string" ? msg : response.statusText,
            response.status,
            typeof field === "string" ? field : null,
        );
    }

    get isUnreachable(): boolean {
        return this.status === 0;
    }
}
